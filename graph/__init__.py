"""What a knowledge graph is and how it leaves the program; knows nothing of Vietnamese.

Where to find what (each module imports only from lines above its own, or from its own):

- values: `model`, `errors`, `namespaces`, `vocabulary`, `identifiers` (every IRI), `canonical`, `files`
- who is who: `naming`, `known_names`, `article_iris`, `identity`, `derivation`
- across articles: `facts`, `registry`, `background`, `likeness`, `person_blocks`, `things`, `deciding`
- RDF: `rdf` (out), `rdf_reading` (back), `rdf_forms`, `jsonld`, `rdflib_graphs`; ``ontology/``
- other forms: `network` (networkx), `graphml`, `gexf`, `tables`, `xml_text`, `page`; `writing` chooses one
- SPARQL: `sparql_tokens`, `sparql_errors`, `sparql`, `results`, `named_queries`, `search_keys`; ``queries/``
- store: `store_files`, `labels`, `incoming`, `store`, `articles`, `quad_lines`, `bulk`, `linking`
- a store's people and stories: `same_event`, `stories`, `resolution`, `explanation`, `statistics`
- all of it: `knowledge_graph` (the class to begin with), `validation`
- to be asked: `graph_files`, `sources`, `worker`, `server`
"""
