"""The program that reads each format of `nmc export`, other than its writer, and the test."""

EXPORTS = {
    "turtle": ("Raptor, Serd, Jena", "all triples", "test_rapper.py::test_whole_graph"),
    "rdfxml": ("Raptor, Jena", "all triples", "test_rapper.py::test_whole_graph"),
    "ntriples": ("Serd, Jena", "all triples", "test_redland.py::test_serd_reads_the_same_triples"),
    "nquads": ("Serd, Jena", "all triples", "test_redland.py::test_serd_reads_the_same_triples"),
    "trig": ("Serd, Jena", "all triples", "test_redland.py::test_serd_reads_the_same_triples"),
    "jsonld": ("Jena", "all triples", "test_jena.py::test_jena_reads_the_same_triples"),
    "csv": ("Frictionless, R, pandas", "rows, types", "test_publication.py::test_frictionless"),
    "xlsx": ("LibreOffice", "all cells", "test_libreoffice.py::test_workbook_has_the_same_cells"),
    "workbook": ("LibreOffice", "the graph", "test_libreoffice_workbook.py::test_workbook_saved"),
    "graphml": ("igraph", "nodes, links, measures", "test_exports.py::test_igraph_reads_graphml"),
    "gexf": ("an XML parser", "nodes, links", "test_exports.py::test_gexf_is_read_as_xml"),
    "cytoscape": ("Cytoscape.js", "nodes, links", "test_exports.py::test_cytoscape_js_reads"),
    "kumu": ("as documented", "elements, links", "test_exports.py::test_kumu_finds_both_ends"),
    "edges": ("igraph", "links, weights", "test_exports.py::test_igraph_reads_a_list_of_links"),
    "rocrate": ("rocrate, datacite", "files, sizes", "test_publication.py::test_rocrate_reads"),
    "nanopub": ("nanopub", "all valid", "test_publication.py::test_nanopub_accepts"),
    "cids": ("pySHACL", "valid", "test_publication.py::test_cids_document_meets_the_shapes"),
}
"""Format -> its reader, what is equal, and the beginning of the test's name."""
