"""The graph over HTTP: a SPARQL 1.1 endpoint to which pages can be added."""
