"""The written forms of a graph, and the way back from them: RDF, GraphML, GEXF, tables."""
