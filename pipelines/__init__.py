"""How Vietnamese news text becomes a knowledge graph, and the `dothi` command."""
