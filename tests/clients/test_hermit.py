"""owlready2 loads the ontology with all data; HermiT finds only a planted contradiction."""

import owlready2
import pytest

from nmc_graph.model.vocabulary import ontology_document
from nmc_graph.terms import BASE, NMC, RDF_TYPE, SKOS
from tests.clients.record import record

MODULES = ("", "foreign-terms", "axioms", "alignment-org", "alignment-prov", "alignment-schema")
SAN_JOAQUIN = BASE + "id/collaborative/san-joaquin-county-stockton"


def loaded(path):
    """Return a world with the ontology in a file of N-Triples."""
    world = owlready2.World()
    ontology = world.get_ontology(f"file://{path}").load()
    assert ontology.loaded
    return world


def reason(world):
    with next(iter(world.ontologies.values())):
        owlready2.sync_reasoner_hermit(
            world, infer_property_values=False, debug=0, ignore_unsupported_datatypes=True
        )


@pytest.fixture(scope="module")
def document(engine, release, tmp_path_factory):
    """The documents of the ontology that have axioms, and the whole graph, in one file."""
    path = tmp_path_factory.mktemp("owl") / "all.nt"
    modules = b"".join(ontology_document(engine, module) for module in MODULES)
    path.write_bytes(modules + release.file("nt").read_bytes())
    return path


def test_ontology_alone_has_its_classes_properties_and_definitions(engine, tmp_path):
    path = tmp_path / "ontology.nt"
    path.write_bytes(ontology_document(engine))
    world = loaded(path)
    ours = [c for c in world.classes() if c.iri.startswith(NMC)]
    assert len(ours) > 25
    assert {c.comment.first() for c in ours} == {
        world[SKOS + "definition"][c].first() for c in ours
    }
    position = world[NMC + "ApproachPosition"]
    assert world[NMC + "Assertion"] in position.is_a
    assert isinstance(world[NMC + "hasStance"], owlready2.ObjectPropertyClass)
    assert isinstance(world[NMC + "startYear"], owlready2.DataPropertyClass)
    names = {p.iri for p in world.annotation_properties()}
    assert {SKOS + "definition", SKOS + "example"} <= names


def test_whole_graph_has_no_contradiction(program, document):
    program("java")
    world = loaded(document)
    assert len(list(world[NMC + "Statement"].instances())) > 500
    collaborative = world[SAN_JOAQUIN]
    assert world[NMC + "Collaborative"] in collaborative.is_a
    # world.individuals() has only those that are declared as owl:NamedIndividual.
    individuals = {thing for class_ in world.classes() for thing in class_.instances()}
    assert len(individuals) > 5000
    reason(world)
    assert list(world.inconsistent_classes()) == []
    record(
        tool="owlready2 with HermiT",
        version=owlready2.VERSION,
        did="loaded the ontology with all data and checked it for contradictions",
        got=f"none among {len(individuals):,} individuals; a planted one is found",
    )


def test_planted_contradiction_is_found(program, document, tmp_path):
    program("java")
    path = tmp_path / "wrong.nt"
    planted = f"<{SAN_JOAQUIN}> <{RDF_TYPE}> <{NMC}Statement> .\n"
    path.write_bytes(document.read_bytes() + planted.encode())
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        reason(loaded(path))
