"""`nmc validate` with files that `nmc export` wrote: what rules derived isn't typed by hand."""

import pytest

from nmc_graph.export.dump import entity
from nmc_graph.formats import get
from nmc_graph.terms import BASE
from tests.commands import nmc

SAN_JOAQUIN = BASE + "id/collaborative/san-joaquin-county-stockton"
MISTAKES = f"""
<{SAN_JOAQUIN}> <{BASE}ontology#worksOn> <{BASE}concept/focus-area/crime> ;
  <{BASE}ontology#startYaer> 1998 .
"""
SOURCE = "bridgespan-follow-up-san-joaquin"
REPEATED = f"""
<{BASE}id/statement/{SOURCE}/a> <http://purl.org/dc/terms/identifier> "S01" ;
  <http://purl.org/dc/terms/isPartOf> <{BASE}id/source/{SOURCE}> .
"""
"""What the release has with a name after this one, and the file has not."""


@pytest.fixture(scope="module")
def exported(engine, release):
    return entity(
        engine, release, SAN_JOAQUIN, get("turtle", kind="graph"), evidence=True, derived=True
    ).decode()


@pytest.mark.parametrize(
    "suffix",
    ["ttl", *(pytest.param(suffix, marks=pytest.mark.long) for suffix in ("nt", "trig"))],
)
def test_whole_dump_conforms(release, suffix):
    done = nmc("validate", release.file(suffix), "--release", release.path)
    assert done.returncode == 0, done.stdout[:2000]
    for false_finding in ("Violation", "derived by a rule", "misspelt?"):
        assert false_finding not in done.stdout


def test_entity_conforms_and_mistakes_added_to_it_are_found(release, exported, tmp_path):
    path = tmp_path / "entity.ttl"
    path.write_text(exported, "utf-8")
    done = nmc("validate", path, "--release", release.path)
    assert (done.returncode, done.stdout.count("\n")) == (0, 1), done.stdout
    path.write_text(exported + MISTAKES, "utf-8")
    done = nmc("validate", path, "--release", release.path)
    assert done.returncode == 1
    assert "nmc:worksOn is derived by a rule" in done.stdout
    assert "Did you mean nmc:startYear?" in done.stdout
    assert done.stdout.count("Violation: ") == 2


def test_a_repetition_of_what_only_the_release_has_is_found(release, exported, tmp_path):
    path = tmp_path / "entity.ttl"
    path.write_text(exported.partition("\n\n")[0] + "\n" + REPEATED, "utf-8")
    done = nmc("validate", path, "--release", release.path)
    assert done.returncode == 1
    assert "Another statement of this source has the same identifier." in done.stdout


def test_export_of_another_release_is_refused_with_the_way_on(release, exported, tmp_path):
    path = tmp_path / "entity.ttl"
    path.write_text(exported.replace(release.hash, "0" * 64), "utf-8")
    done = nmc("validate", path, "--release", release.path)
    assert done.returncode == 2
    assert "release 000000000000" in done.stderr
    assert "--release" in done.stderr
