"""Damaged files, workbooks and documents are read, or refused with an error of the program."""

import time
from random import Random

import pytest

from nmc_graph.errors import NmcError
from nmc_graph.formats import get
from nmc_graph.ingest.extract import extract
from nmc_graph.ingest.gazetteer import load
from nmc_graph.ingest.readers import read as read_document
from nmc_graph.rdf import parse, write
from nmc_graph.rdf.sources import Source
from nmc_graph.workbook.convert import convert
from tests.commands import nmc
from tests.fuzz.mutations import mutated, mutated_archive
from tests.hostile.observe import ROOT
from tests.workbook.fernwick import filled

SECONDS = 20
"""No input of a few kilobytes may take more processor time."""
SUFFIXES = ("ttl", "trig", "nt", "nq", "rdf", "jsonld")
DOCUMENTS = sorted(p for p in (ROOT / "tests/ingest/documents").iterdir() if p.suffix != ".json")
DOCUMENT_SUFFIXES = sorted({p.suffix for p in DOCUMENTS})


def outcome(kind, tally, content, read):
    """Count how reading ends. Anything but an error of the program fails the test."""
    started = time.process_time()
    try:
        read()
        tally(kind, "read")
    except NmcError as error:
        tally(kind, "refused" if str(error) else "refused without a reason")
    except Exception as error:
        raise AssertionError(f"{kind}: {error!r} for {content[:2000]!r}") from error
    assert time.process_time() - started < SECONDS, content[:2000]


@pytest.fixture(scope="module")
def dumps(release, tmp_path_factory):
    """Return a small file of each RDF format."""
    folder = tmp_path_factory.mktemp("dumps")
    lines = release.nquads.read_bytes().splitlines(keepends=True)
    (folder / "a.nq").write_bytes(b"".join(lines[:40] + [x for x in lines if b"_:" in x][:20]))
    triples = [line.rpartition(b" <")[0] + b" .\n" for line in lines[:40]]
    (folder / "a.nt").write_bytes(b"".join(triples))
    for name, of in (("turtle", "nt"), ("rdfxml", "nt"), ("jsonld", "nt"), ("trig", "nq")):
        write.convert(folder / f"a.{of}", folder / f"a.{get(name).suffix}", get(name))
    return {suffix: (folder / f"a.{suffix}").read_bytes() for suffix in SUFFIXES}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_damaged_rdf_is_read_or_refused(suffix, dumps, times, tally, tmp_path):
    random, path = Random(suffix), tmp_path / f"a.{suffix}"
    source = Source("a", path, "http://example.org/g", "data")
    for _ in range(50 * times):
        content = mutated(random, dumps[suffix], dumps[random.choice(SUFFIXES)])
        path.write_bytes(content)
        outcome(f"RDF file, .{suffix}", tally, content, lambda: list(parse.read(source)))


def test_commands_end_with_an_exit_code_for_damaged_files(dumps, times, tally, tmp_path):
    random = Random("commands")
    for number in range(2 * times):
        suffix = SUFFIXES[number % len(SUFFIXES)]
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(mutated(random, dumps[suffix], dumps[random.choice(SUFFIXES)]))
        arguments = ("query", "--data", path, "ASK {}") if number % 2 else ("validate", path)
        done = nmc(*arguments)
        assert done.returncode in {0, 1, 2, 3}, (path.read_bytes(), done.stderr)
        assert "Traceback" not in done.stderr, (path.read_bytes(), done.stderr)
        tally(f"nmc {arguments[0]} of a damaged file", f"exit {done.returncode}")


def test_damaged_workbooks_are_read_or_refused(times, tally, tmp_path):
    random, path = Random("workbook"), tmp_path / "a.xlsx"
    filled().save(path)
    original = path.read_bytes()
    for _ in range(3 * times):
        content = mutated_archive(random, original)
        path.write_bytes(content)
        outcome("workbook", tally, content, lambda: convert(path))


@pytest.fixture(scope="module")
def gazetteer():
    return load()


@pytest.mark.parametrize("suffix", DOCUMENT_SUFFIXES)
def test_damaged_documents_are_read_or_refused(suffix, gazetteer, times, tally, tmp_path):
    random, path = Random(suffix), tmp_path / f"a{suffix}"
    originals = [p.read_bytes() for p in DOCUMENTS if p.suffix == suffix]

    def read():
        extract(read_document(path), gazetteer)

    for _ in range(5 * times):
        original = random.choice(originals)
        damage = mutated_archive if suffix == ".docx" else mutated
        content = damage(random, original)
        path.write_bytes(content)
        outcome(f"document, {suffix}", tally, content, read)
