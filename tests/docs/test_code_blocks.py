"""Every code block of the documentation is executed, or checked as far as it can be."""

import configparser
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from fnmatch import filter as filter_names
from fnmatch import fnmatch

import click
import pytest
import yaml

from nmc_graph.cli.main import nmc
from nmc_graph.engine.base import select
from tests.docs.blocks import (
    ADDRESS,
    BLOCKS,
    PAGES,
    SECONDS,
    blocks_of,
    commands,
    console,
    environment,
    shell,
    urls,
)
from tests.programs import find_program

EXECUTED = {"sh", "console", "python", "r", "sparql"}
CHECKED = {"json", "ini", "yaml", "turtle"}
SHOWN = {"text": "what is printed, a path or a picture", "mermaid": "a picture"}
OTHER_PROGRAMS = {"nginx", "haproxy", "sql"}
"""Files of programs that aren't ours, all in docs/how-to/use-a-bigger-engine.md."""
ELSEWHERE = {
    "docs/how-to/add-a-collaborative.md": "test_add_a_collaborative.py follows the page",
    "docs/reference/data-files-by-hand.md": "test_data_files_by_hand.py follows the page",
    "docs/how-to/list-data-changes.md": "needs versions of the reader; test_diff.py makes some",
    "docs/how-to/check-data.md": "needs data of the reader; tests/cli/test_validate.py has some",
    "docs/how-to/fill-in-a-workbook.md": "test_fill_in_a_workbook.py follows the page",
    "docs/how-to/mount-the-endpoint.md": "test_mount_the_endpoint.py runs the program",
    "docs/how-to/use-from-python.md": "test_use_from_python.py runs all blocks",
    "docs/how-to/ingest-a-document.md": "needs documents of the reader; tests/ingest has some",
    "docs/how-to/run-a-site*.md": "serves until it is stopped; tests/hostile does that",
    "docs/how-to/use-a-bigger-engine.md": "needs a SPARQL server; tests/remote starts two",
}
"""Pages whose blocks aren't run here, and why. Options of `nmc` are checked on all pages."""
NOT_RUN = {
    "make serve   # sets up, builds the graph, serves it on http://127.0.0.1:8000":
        "installs packages, and serves until it is stopped",
    "python3 -m venv nmc": "installs packages",
    "python3 -m venv notebooks": "installs packages",
    "npx @comunica/query-sparql http://127.0.0.1:8000/sparql \\":
        "installs packages; tests/clients runs Comunica",
    "nmc evidence --text page.txt": "needs the text of a source, which isn't in the repository",
}  # fmt: skip
"""Blocks that aren't run, by their first line, and why."""
QUICK = {
    "docs/how-to/match-names-in-openrefine.md",
    "docs/how-to/find-things.md",
    "docs/how-to/be-found-by-search-engines.md",
    "docs/tutorial-python.md",
}
"""Pages that take less than two seconds; the others run in `make test-long`."""

CHARTS = {"docs/tutorial-python.md": ("memphis.html", "Property crime rate")}
"""Pages that draw a chart, with its file and the beginning of its title."""


def is_run(block):
    return block.language in EXECUTED - {"sparql"} and block.first not in NOT_RUN


def is_elsewhere(page):
    return any(fnmatch(page, pattern) for pattern in ELSEWHERE)


RUN = [page for page in PAGES if not is_elsewhere(page) and any(map(is_run, blocks_of(page)))]


def test_every_block_has_a_language_that_is_tried():
    known = EXECUTED | CHECKED | SHOWN.keys() | OTHER_PROGRAMS
    assert [(b.page, b.first) for b in BLOCKS if b.language not in known] == []
    others = {b.page for b in BLOCKS if b.language in OTHER_PROGRAMS}
    assert others == {"docs/how-to/use-a-bigger-engine.md"}


def test_every_exception_names_a_block_or_page_that_exists():
    assert NOT_RUN.keys() - {b.first for b in BLOCKS} == set()
    assert QUICK - set(PAGES) == set()
    assert [pattern for pattern in ELSEWHERE if not filter_names(PAGES, pattern)] == []
    assert len(RUN) > 15


@pytest.mark.parametrize(
    "page", [pytest.param(p, marks=() if p in QUICK else pytest.mark.long, id=p) for p in RUN]
)
@pytest.mark.filterwarnings("ignore")
def test_blocks_of_a_page_run(page, address, tmp_path, monkeypatch, capfd):
    """Blocks run in one folder, in the order of the page; those in R at the end, as one script."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", environment()["PATH"])
    names = {"__name__": "page"}
    in_r = []
    for block in filter(is_run, blocks_of(page)):
        if block.language == "r":
            in_r.append(block.code.replace(ADDRESS, address))
            continue
        if block.language == "console":
            for command, printed in console(block.code):
                assert shell(command, tmp_path, address).splitlines() == printed
            continue
        if block.language == "sh":
            printed = shell(block.code, tmp_path, address)
        else:
            code = compile(block.code.replace(ADDRESS, address), page, "exec")
            with ThreadPoolExecutor(1) as pool:  # Playwright keeps a loop running in this thread
                pool.submit(exec, code, names).result()
            printed = capfd.readouterr().out
        for line in block.shown:
            assert line in printed, block.first
    if in_r:
        run_r("\n".join(in_r), tmp_path)
    if page in CHARTS:
        name, title = CHARTS[page]
        assert title in (tmp_path / name).read_text("utf-8")


def run_r(script, folder):
    program = find_program("Rscript")
    (folder / "page.R").write_text(script, "utf-8")
    done = subprocess.run([program, "page.R"], capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stderr


QUERIES = [b for b in BLOCKS if b.language == "sparql"]


@pytest.mark.parametrize("block", QUERIES, ids=lambda block: block.page)
def test_queries_have_rows(block, engine):
    assert len(select(engine, block.code)) > 1


SCRIPTS = [b for b in BLOCKS if b.language in {"sh", "console"}]


def parsed(words):
    """Return what is wrong with the words of a command; files need not exist."""
    name, *rest = words
    with click.Context(nmc, info_name="nmc") as top:
        command = nmc.get_command(top, name)
        assert command is not None, name
        try:
            command.make_context(name, rest, parent=top)
        except click.exceptions.Exit:  # --help
            return ""
        except click.ClickException as error:
            message = error.format_message()
            return "" if "does not exist" in message else message
    return ""


def test_commands_have_the_options_that_pages_give_them():
    found = [(b.page, words) for b in SCRIPTS for words in commands(script(b))]
    assert len(found) > 40
    assert [(*f, wrong) for f in found if (wrong := parsed(f[1]))] == []


def script(block):
    if block.language == "sh":
        return block.code
    return "\n".join(command for command, _ in console(block.code))


def test_wrong_commands_are_found():
    text = "x | nmc export --format turtle \\\n  --out 'a b' > c # d\n.venv/bin/nmc info"
    assert list(commands(text)) == [["export", "--format", "turtle", "--out", "a b"], ["info"]]
    assert "No such option" in parsed(["export", "--frmat", "turtle"])
    assert "is not one of" in parsed(["export", "--format", "turtel"])


def test_addresses_of_a_server_answer(client):
    asked = {(b.page, url) for b in BLOCKS if b.language in EXECUTED for url in urls(b.code)}
    assert len(asked) > 15
    wrong = {}
    for page, url in sorted(asked):
        status = client.get(url).status_code
        if status != 200:
            wrong[page, url] = status
    assert wrong == {}


@pytest.mark.parametrize(
    "block", [b for b in BLOCKS if b.language in CHECKED], ids=lambda b: b.first
)
def test_files_of_other_formats_can_be_read(block):
    if block.language == "json":
        assert json.loads(block.code)
    elif block.language == "yaml":
        assert yaml.safe_load(block.code)
    elif block.language == "ini":
        parser = configparser.ConfigParser(strict=False, inline_comment_prefixes=(";",))
        parser.read_string(block.code)
        assert parser.sections()
