"""Asking: SPARQL text and named questions in, rows and triples out, each form as the W3C writes it."""
