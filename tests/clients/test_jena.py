"""Apache Jena reads the files of the whole graph as the same triples as N-Triples.

Debian's package has no command, only the libraries that OpenRefine uses, and these don't start:
its classes of Xerces were moved to another package, but not the messages that they load. So the
commands are started by their class, with the messages where they are looked for.
"""

import subprocess
import zipfile
from pathlib import Path

import pytest

from nmc_graph.formats import get
from tests.clients.conftest import triples
from tests.clients.record import record
from tests.programs import missing

JAVA = Path("/usr/share/java")
JARS = (
    "jena-arq", "jena-base", "jena-cmds", "jena-core", "jena-dboe-base", "jena-dboe-index",
    "jena-dboe-storage", "jena-dboe-trans-data", "jena-dboe-transaction", "jena-iri",
    "jena-rdfconnection", "jena-shacl", "jena-shex", "jena-tdb", "jena-tdb2", "commons-cli",
    "commons-codec", "commons-compress", "commons-csv", "commons-io", "commons-lang3",
    "commons-logging", "dexx.collection", "gson", "guava", "httpclient", "httpclient-cache",
    "httpcore", "jackson-annotations", "jackson-core", "jackson-databind", "jakarta.json-api",
    "jsonld-java", "protobuf", "slf4j-api", "slf4j-nop", "thrift", "titanium-json-ld",
)  # fmt: skip
MOVED_FROM, MOVED_TO = "org/apache/jena/ext/xerces/", "xerces/"
FORMATS = {
    "turtle": "turtle",
    "rdfxml": "rdfxml",
    "ntriples": "ntriples",
    "trig": "trig",
    "nquads": "nquads",
    "jsonld": "jsonld10",  # the reader of JSON-LD 1.1 lacks a library that Debian doesn't have
}
"""Our name of each format, and Jena's."""


@pytest.fixture(scope="module")
def jena(program, tmp_path_factory):
    """Return a function that runs a command of Jena by the name of its class."""
    if not (JAVA / "jena-cmds.jar").exists():
        missing("Jena is missing. On Debian or Ubuntu: apt-get install libapache-jena-java")
    java, folder = program("java"), tmp_path_factory.mktemp("jena")
    with zipfile.ZipFile(JAVA / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(MOVED_FROM) and name.endswith(".properties"):
                path = folder / name.replace(MOVED_FROM, MOVED_TO, 1)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(jar.read(name))
    places = ":".join([str(folder), *(str(JAVA / f"{jar}.jar") for jar in JARS)])

    def run(command, *arguments):
        done = subprocess.run(
            [java, "-cp", places, command, *arguments],
            capture_output=True,
            check=False,
            timeout=180,
        )
        assert (done.returncode, done.stderr.decode()) == (0, "")
        return done.stdout

    first, *_ = run("riotcmd.riot", "--version").decode().splitlines()
    run.version = first.split()[-1]
    return run


@pytest.mark.parametrize("name", FORMATS)
def test_jena_reads_the_same_triples(jena, release, all_triples, name):
    format_ = get(name, kind="graph")
    path = release.file(format_.suffix)
    read = jena("riotcmd.riot", f"--syntax={FORMATS[name]}", "--output=nquads", path)
    assert triples(read) == all_triples
    record(
        tool="Apache Jena",
        version=jena.version,
        did=f"read the {format_.label} file of the whole graph",
        got=f"all {release.manifest['triples']:,} triples",
    )
