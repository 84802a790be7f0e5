"""The interactive page: one HTML file that holds a knowledge graph and everything needed to look at it."""

from graph.page.document import render

__all__ = ["render"]
