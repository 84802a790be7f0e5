"""What a knowledge graph of news is, and how it leaves the program; knows nothing of Vietnamese."""
