"""Files of RDF as people have them: names, suffixes, compression, marks, and hostile ones."""

import bz2
import gzip
import os
import resource

import pytest

from nmc_graph.errors import SourceError
from nmc_graph.rdf import inputs
from nmc_graph.rdf.dataset import Dataset
from nmc_graph.rdf.parse import read, read_with_lines
from nmc_graph.rdf.sources import from_paths

LINE = b'<http://ex.test/a> <http://ex.test/b> "c" .\n'
XML = (
    b"<!DOCTYPE rdf:RDF [%s]>\n"
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://ex.test/">'
    b'<rdf:Description rdf:about="http://ex.test/a"><e:b>%s</e:b></rdf:Description></rdf:RDF>'
)
TENFOLD = b"".join(
    b'<!ENTITY e%d "%s">' % (n, b"0123456789" if n == 0 else b"&e%d;" % (n - 1) * 10)
    for n in range(8)
)
READ = {
    "UPPER.TTL": LINE,
    "bom.nt": b"\xef\xbb\xbf" + LINE,
    "one.n3": LINE,
    "one.turtle": LINE,
    "one.nt.gz": gzip.compress(LINE),
    "bom.ttl.GZ": gzip.compress(b"\xef\xbb\xbf" + LINE),
    "one.nq.bz2": bz2.compress(LINE),
    "one.json": b'{"@id": "http://ex.test/a", "http://ex.test/b": "c"}',
    "my data (1).ttl": LINE,
    "100%.ttl": LINE,
    "donn\u00e9es \u00e9.ttl": LINE,
    "bom.rdf": b"\xef\xbb\xbf" + XML % (b'<!ENTITY c "c">', b"&c;"),
}
REFUSED = {
    "remote.jsonld": (b'{"@context": "https://schema.org/", "name": "X"}', "https://schema.org/"),
    "expanding.rdf": (XML % (TENFOLD, b"&e7;"), "expands to more than"),
    "many.owl": (
        XML % (b'<!ENTITY e "%s">' % (b"x" * 4000), b"&e;" * 600_000), "far more text"
    ),
    "long.ttl": (b'<urn:a> <urn:b> "' + b"x" * 20_000_000 + b'" .', "longer than 16 MB"),
    "cut.nt.gz": (gzip.compress(LINE * 1000)[:-20], "ends too early"),
    "bomb.nt.gz": (gzip.compress(LINE * 100_000), "expands to more than"),
    "wide.ttl": ("\ufeff<urn:a> <urn:b> <urn:c> .".encode("utf-16"), "UTF-16"),
    "data.pdf": (b"%PDF", "no RDF format"),
}  # fmt: skip


def sources(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return from_paths([path])


@pytest.mark.parametrize("name", READ)
def test_a_file_is_read_whatever_it_is_called(name, tmp_path):
    (source,) = sources(tmp_path, name, READ[name])
    dataset = Dataset()
    dataset.load([source])
    (quad,) = read(source)
    assert (quad.subject.value, quad.object.value) == ("http://ex.test/a", "c")
    assert len(dataset) == len(list(read_with_lines(source))) == 1
    if not name.endswith(".json"):  # in a folder it may be anything
        assert from_paths([tmp_path]) == [source]


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_or_unreadable_file_is_refused_with_a_reason(name, tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "MAX_EXPANDED", 1024**2)
    monkeypatch.setattr(inputs, "MAX_RATIO", 2)
    content, reason = REFUSED[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for way in (lambda s: Dataset().load(s), lambda s: list(read(s[0]))):
        with pytest.raises(SourceError, match=r"(?s).*") as error:
            way(sources(tmp_path, name, content))
        assert reason in str(error.value)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 2_000_000  # kB


def test_a_name_that_is_not_text_is_refused(tmp_path):
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.ttl")).write_bytes(LINE)
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    with pytest.raises(SourceError, match=r"caf\\xe9.*not in UTF-8"):
        from_paths([tmp_path])
