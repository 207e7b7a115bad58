"""`nmc export --format csv` and `xlsx`."""

import pytest

from nmc_graph.model.tables import TABLES
from tests.commands import nmc

FILES = {*(f"{name}.csv" for name in TABLES), "csv-metadata.json"}


def test_all_tables_are_a_folder_an_archive_or_a_workbook(tmp_path):
    for name in ("folder", "tables.zip", "tables.xlsx"):
        format_ = "xlsx" if name.endswith("xlsx") else "csv"
        done = nmc("export", "--format", format_, "--out", tmp_path / name)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert {path.name for path in (tmp_path / "folder").iterdir()} == FILES
    assert (tmp_path / "tables.zip").read_bytes().startswith(b"PK")
    assert (tmp_path / "tables.xlsx").read_bytes().startswith(b"PK")


def test_one_table_goes_to_standard_output():
    done = nmc("export", "--format", "csv", "--table", "collaboratives", "--excel")
    assert done.stdout.startswith("\ufeffname,other_names,")
    assert "06077" in done.stdout


@pytest.mark.parametrize(("arguments", "says"), [
    (["csv"], "folder or a .zip file"),
    (["csv", "--table", "nope"], "results, collaboratives"),
    (["csv", "--entity", "id/person/x"], "doesn't go with --format csv"),
    (["xlsx", "--derived"], "doesn't go with --format xlsx"),
    (["turtle", "--table", "results"], "It goes with csv, xlsx"),
    (["turtle", "--tree", "--entity", "id/person/robina-asghar"], "It goes with jsonld"),
    (["jsonld", "--tree"], "--tree needs --entity"),
    (["turtle", "--measure", "degree"], "It goes with graphml, gexf"),
    (["gexf", "--table", "results"], "It goes with csv, xlsx"),
])  # fmt: skip
def test_wrong_combination_is_reported_with_the_right_one(arguments, says):
    done = nmc("export", "--format", *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""


def test_missing_extra_is_named(monkeypatch, capsys):
    from nmc_graph.cli.main import main

    monkeypatch.setattr("nmc_graph.errors.find_spec", lambda _: None)
    monkeypatch.setattr("sys.argv", ["nmc", "export", "--format", "xlsx", "--out", "unused"])
    with pytest.raises(SystemExit) as exit_:
        main()
    assert exit_.value.code == 2
    assert "pip install 'nmc-graph[xlsx]'" in capsys.readouterr().err
