"""How Vietnamese news text becomes a knowledge graph, and the `dothi` command.

>>> import pipelines
>>> kg = pipelines.build("Mưa lớn ở Huế\\nNước dâng cao.", date="2024-03-28")
>>> [said.article.title for said in kg.articles]
['Mưa lớn ở Huế']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.knowledge_graph import KnowledgeGraph

__all__ = ["build", "build_files"]


def build(
    text: str,
    *,
    date: str | None = None,
    title: str = "",
    id: str = "article",
    url: str | None = None,
    publisher: str | None = None,
    model: str = "fast",
    min_score: float | None = None,
) -> KnowledgeGraph:
    """The knowledge graph of one article's text.

    `date` is the day of publication (``2024-03-28``): relative dates count from it. `title` is put before
    the text if the text does not begin with it. `model` is "fast" or "accurate", `min_score` (0 to 1) how
    sure an event or argument must be. Raises DothiError for a date that is none or an unknown model.
    """
    from unicodedata import normalize

    from graph.knowledge_graph import KnowledgeGraph
    from graph.model import Article
    from pipelines.pipeline import Pipeline
    from pipelines.reading import publication_date

    whole = normalize("NFC", text if not title or text.startswith(title) else f"{title}\n{text}")
    day = None if date is None else publication_date(date, "date")
    article = Article(id, whole, normalize("NFC", title), day, url, publisher)
    return KnowledgeGraph(Pipeline(model, min_score)(article))


def build_files(
    *sources: str, date: str | None = None, model: str = "fast", min_score: float | None = None
) -> KnowledgeGraph:
    """The knowledge graph of the articles in files, folders or patterns; DothiError if one can't be read."""
    from graph.knowledge_graph import KnowledgeGraph
    from pipelines.pipeline import Pipeline
    from pipelines.reading import read

    pipeline = Pipeline(model, min_score)
    return KnowledgeGraph(
        said for source in sources for article in read(source, date=date) for said in pipeline(article)
    )
