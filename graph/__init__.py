"""What a knowledge graph is and how it leaves the program; knows nothing of Vietnamese.

Where to find what:

- values: `model`, `errors`, `namespaces`, `vocabulary`, `identifiers` (every IRI), `canonical`, `files`,
  `naming`
- one graph of many articles: `article_iris`, `derivation`, `network` (networkx), `rdf`, and
  `knowledge_graph`, the class to begin with
- ``resolution/``: who is who across articles, in a graph or a whole store, and why
- ``forms/``: RDF, GraphML, GEXF, tables, and reading back; ``page/``: the HTML page; ``ontology/``
- ``querying/``: SPARQL and the named questions of ``queries/``; `search_keys` finds names without their
  marks
- ``storage/``: the store on disk; `linking`, `statistics` and `validation` stand on it
- ``server/``: SPARQL 1.1 Protocol and the pages of `dothi serve`
"""
