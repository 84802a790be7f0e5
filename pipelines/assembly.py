"""From a finished document to what its article says: the values of `graph.model`.

The `Doc` with all its layers comes in, an `ArticleGraph` goes out. Nothing is found here; spans become
mentions with their words, and numbers become ids that are local to the article (``e1``, ``v1``, ``p1``), in
the order of the text.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from importlib import metadata
from importlib.resources import files

from graph.model import (
    Activity,
    Argument,
    Article,
    ArticleGraph,
    Entity,
    Event,
    Form,
    Mention,
    Position,
    Quantity,
    Time,
)
from pipelines.document import BlockKind, Doc, DocEntity, DocEvent, DocPosition, Span


@cache
def activity(model: str) -> Activity:
    """The run that makes a graph: the program's version, the model, and a digest of the lexicon."""
    digest = hashlib.sha256()
    folder = files("pipelines").joinpath("lexicon")
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".yaml"):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return Activity(version=metadata.version("dothi"), model=model, lexicon=digest.hexdigest()[:12])


def assemble(doc: Doc, model: str = "fast", min_score: float = 0.0) -> ArticleGraph:
    """What the article of `doc` says; events and arguments surer than `min_score` only (0 to 1).

    >>> from graph.model import EntityType
    >>> from pipelines.document import EntityMention
    >>> doc = Doc(Article("a", "Mưa ở Huế."))
    >>> doc.entities = [DocEntity(0, EntityType.PLACE, "Huế", (), (EntityMention(6, 9, Form.NAME),))]
    >>> [(entity.id, entity.mentions[0].text) for entity in assemble(doc).entities]
    [('e1', 'Huế')]
    """
    return _Assembly(doc, min_score).graph(model)


class _Assembly:
    """One document on its way; knows which id each entity of the document gets."""

    def __init__(self, doc: Doc, min_score: float) -> None:
        self.doc = doc
        self.min_score = min_score
        self.entities = sorted(doc.entities, key=lambda entity: (_first(entity), entity.id))
        self.ids = {entity.id: f"e{number}" for number, entity in enumerate(self.entities, start=1)}
        self.forms = {
            (mention.begin, mention.end): mention.form
            for entity in self.entities
            for mention in entity.mentions
        }

    def graph(self, model: str) -> ArticleGraph:
        events = [event for event in self.doc.events if event.score >= self.min_score]
        events.sort(key=lambda event: (event.triggers[0].begin, event.triggers[0].end, event.type))
        positions = sorted(
            self.doc.positions, key=lambda position: (position.mentions[0].begin, position.title)
        )
        return ArticleGraph(
            article=self.article(),
            entities=tuple(map(self.entity, self.entities)),
            events=tuple(self.event(f"v{number}", event) for number, event in enumerate(events, start=1)),
            positions=tuple(
                self.position(f"p{number}", held) for number, held in enumerate(positions, start=1)
            ),
            activity=activity(model),
        )

    def article(self) -> Article:
        """The article with its headline as title and the ids of its teasers."""
        article = self.doc.article
        heads = [block for block in self.doc.blocks if block.kind is BlockKind.HEADLINE]
        title = article.title or " ".join(self.doc.text[head.begin : head.end] for head in heads)
        return replace(article, title=title, related=tuple(teaser.id for teaser in self.doc.related))

    def mention(self, begin: int, end: int, form: Form) -> Mention:
        return Mention(self.doc.article.id, begin, end, self.doc.text[begin:end], form)

    def entity(self, entity: DocEntity) -> Entity:
        place = entity.place
        return Entity(
            id=self.ids[entity.id],
            type=entity.type,
            name=entity.name,
            mentions=tuple(self.mention(said.begin, said.end, said.form) for said in entity.mentions),
            names=tuple(name for name in entity.names if name != entity.name),
            classes=place.classes if place else (),
            same_as=place.same_as if place else (),
            point=place.point if place else None,
        )

    def evidence(self, span: Span | None) -> Mention | None:
        """The words that carry an argument, in the form that coreference gave them."""
        if span is None:
            return None
        return self.mention(span.begin, span.end, self.forms.get((span.begin, span.end), Form.NOMINAL))

    def event(self, number: str, event: DocEvent) -> Event:
        time = event.time
        return Event(
            id=number,
            type=event.type,
            label=event.label,
            status=event.status,
            mentions=tuple(self.mention(said.begin, said.end, Form.TRIGGER) for said in event.triggers),
            arguments=tuple(
                Argument(part.role, self.ids[part.entity], rounded(part.score), self.evidence(part.evidence))
                for part in event.arguments
                if part.score >= self.min_score and part.entity in self.ids
            ),
            time=Time(time.value, self.mention(time.begin, time.end, Form.TIME))
            if time and time.value
            else None,
            quantities=tuple(
                Quantity(count.value, count.unit, self.mention(count.begin, count.end, Form.QUANTITY))
                for count in event.quantities
            ),
            subtype=event.subtype,
            score=rounded(event.score),
            status_score=rounded(event.status_score),
        )

    def position(self, number: str, held: DocPosition) -> Position:
        return Position(
            id=number,
            person=self.ids[held.person],
            title=held.title,
            mentions=tuple(self.mention(span.begin, span.end, Form.TITLE) for span in held.mentions),
            organization=None if held.organization is None else self.ids[held.organization],
            modifier=held.modifier,
        )


def rounded(score: float) -> float:
    """A score (0 to 1) with as many digits as mean something.

    >>> rounded(0.39612579345703125)
    0.396
    """
    return round(score, 3)


def _first(entity: DocEntity) -> int:
    return min(mention.begin for mention in entity.mentions)
