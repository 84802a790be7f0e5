"""Nominals and pronouns: phrases that stand for an entity without naming it, bound to who is meant.

"Thủ tướng Israel" is the person who holds that post, "giới chức Israel" the country, "nước này" the country
last spoken of. Where two could be meant, nothing is bound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from graph.model import Form
from pipelines.document import Doc, DocPosition, EntityMention, Title
from pipelines.entities import Cluster
from pipelines.name_keys import name_key


def find_nominals(
    doc: Doc,
    clusters: Sequence[Cluster],
    of_name: Mapping[tuple[int, int], int],
    positions: Sequence[DocPosition],
) -> dict[int, list[EntityMention]]:
    """The nominal and pronominal mentions of each cluster, by its number."""
    found: dict[int, list[EntityMention]] = defaultdict(list)
    for title in doc.titles:
        if title.person is None:
            holder = _holder(doc, title, of_name, positions)
            if holder is not None:
                found[holder].append(EntityMention(title.nominal.begin, title.nominal.end, Form.NOMINAL))
    return found


def _holder(
    doc: Doc, title: Title, of_name: Mapping[tuple[int, int], int], positions: Sequence[DocPosition]
) -> int | None:
    """The one person of the article who holds the post."""
    key = name_key(doc.text[title.begin : title.end])
    organization = title.organization
    wanted = None if organization is None else of_name.get((organization.begin, organization.end))
    holders = {
        p.person
        for p in positions
        if name_key(p.title) == key and (wanted is None or p.organization is None or p.organization == wanted)
    }
    return holders.pop() if len(holders) == 1 else None
