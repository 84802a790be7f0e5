"""Who is who inside an article: names and titles come in, entities and positions go out.

Names are clustered (`pipelines.entities`), nominals and pronouns are bound to the clusters
(`pipelines.nominals`), the titles become positions of persons for organisations and countries, and places
get what the gazetteer knows. What is not sure is left out: a wrong link is worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from graph.model import EntityType, Form
from pipelines.document import Doc, DocEntity, EntityMention, Place
from pipelines.entities import Cluster, cluster_names
from pipelines.entities.clusters import head_key, name_lexicon
from pipelines.entities.persons import best_spelling
from pipelines.features import is_syllable
from pipelines.gazetteer import country, country_code, is_everyday_city, place
from pipelines.groups import find_groups
from pipelines.name_keys import name_key
from pipelines.nominals import find_nominals
from pipelines.posts import find_positions

CITY_HEADS = frozenset(name_key(head) for head in ("thành phố", "thủ đô", "dải", "thị xã", "thị trấn"))
"""Behind another head the name is no city's: "huyện", "sông"."""


class Coreference:
    """The step that assigns `entities` and `positions`.

    >>> from graph.model import Article
    >>> from pipelines.document import Name
    >>> text = "Bà Anna Rossi tới Huế. Bà Rossi gặp báo chí."
    >>> person, place = EntityType.PERSON, EntityType.PLACE
    >>> names = (Name(3, 13, person), Name(18, 21, place), Name(26, 31, person))
    >>> doc = Coreference()(Doc(Article("a", text), names=names))
    >>> [(entity.name, entity.names, len(entity.mentions)) for entity in doc.entities]
    [('Anna Rossi', ('Rossi',), 2), ('Huế', (), 1)]
    """

    requires: tuple[str, ...] = ("tokens", "sentences", "names", "titles")
    assigns: tuple[str, ...] = ("entities", "positions")

    def __call__(self, doc: Doc) -> Doc:
        """Resolve the names of `doc` and assign its entities and positions."""
        clusters = cluster_names(doc)
        owner = {span: i for i, cluster in enumerate(clusters) for span in cluster.spans}
        of_name = {(doc.names[s].begin, doc.names[s].end): i for s, i in owner.items()}
        named = find_positions(doc, clusters, of_name)
        nominals = find_nominals(doc, clusters, of_name, named)
        doc.positions = tuple(find_positions(doc, clusters, of_name, nominals))
        taken = [*of_name, *((m.begin, m.end) for found in nominals.values() for m in found)]
        for entity, mentions in find_groups(doc, clusters, of_name, taken).items():
            nominals.setdefault(entity, []).extend(mentions)
        countries = sorted({c.country for c in clusters if c.country is not None})
        forms = {name_key(form) for cluster in clusters for form in cluster.forms}
        doc.entities = tuple(
            _entity(doc, i, cluster, nominals.get(i, ()), countries, forms)
            for i, cluster in enumerate(clusters)
        )
        return doc


def _entity(
    doc: Doc,
    number: int,
    cluster: Cluster,
    nominals: Sequence[EntityMention],
    countries: Sequence[str],
    taken: AbstractSet[str],
) -> DocEntity:
    spans = [doc.names[span] for span in cluster.spans]
    mentions = [EntityMention(name.begin, name.end, Form.NAME) for name in spans]
    mentions = sorted([*mentions, *nominals], key=lambda m: (m.begin, m.end))
    forms = dict.fromkeys(doc.text[name.begin : name.end] for name in spans)
    forms.update(dict.fromkeys(_with_heads(doc, cluster)))
    forms.update(dict.fromkeys(b for form in cluster.forms if (b := bare_name(form, cluster.type, taken))))
    text = best_spelling(cluster) if cluster.type is EntityType.PERSON else cluster.text
    names = tuple(form for form in forms if form != text)
    known = _place(cluster, countries) if cluster.type is EntityType.PLACE else None
    return DocEntity(number, cluster.type, text, names, tuple(mentions), known)


def _with_heads(doc: Doc, cluster: Cluster) -> list[str]:
    """The name with the head that stands before it ("tỉnh Lào Cai"): another name of the same one."""
    found = []
    for span in cluster.spans:
        name = doc.names[span]
        for head in cluster.heads:
            begin = name.begin - len(head) - 1
            if begin >= 0 and doc.text[begin : name.begin] == f"{head} ":
                found.append(doc.text[begin : name.end])
    return found


def bare_name(form: str, kind: EntityType, taken: AbstractSet[str]) -> str | None:
    """A place's or a company's name without the head that the article always gives it, as one more name.

    "huyện Kỳ Sơn" is Kỳ Sơn too, "tập đoàn Nvidia" Nvidia; "quận 1" and "bán đảo Triều Tiên" are nothing
    without their heads. `taken` holds the keys of names that the article itself uses.

    >>> place, body = EntityType.PLACE, EntityType.ORGANIZATION
    >>> bare_name("xã Kỳ Sơn", place, set()), bare_name("quận 1", place, set())
    ('Kỳ Sơn', None)
    >>> bare_name("Tập đoàn Nvidia", body, set()), bare_name("Công ty Bình Minh", body, set())
    ('Nvidia', None)
    """
    if kind is EntityType.PERSON:
        return None
    lowered = form.lower()
    head = next((h for h in _bare_heads(kind) if lowered.startswith(f"{h} ")), None)
    if head is None or is_everyday_city(form):
        return None
    rest = form[len(head) + 1 :]
    if not rest[:1].isupper() or country_code(rest) is not None or name_key(rest) in taken:
        return None
    if kind is EntityType.ORGANIZATION and all(is_syllable(word) for word in name_key(rest).split()):
        return None
    return rest


@lru_cache(maxsize=2)
def _bare_heads(kind: EntityType) -> tuple[str, ...]:
    """The heads that a name can do without, the longest first."""
    lexicon = name_lexicon()
    known = (
        lexicon.organizations
        if kind is EntityType.ORGANIZATION
        else {**lexicon.administrative, **lexicon.places}
    )
    return tuple(sorted(known.keys() - set(lexicon.not_before), key=lambda head: (-len(head), head)))


def _place(cluster: Cluster, countries: Sequence[str]) -> Place | None:
    """What the gazetteer knows of a place; a district or a river is no city of that name."""
    if cluster.country is not None:
        return country(cluster.country)
    heads = {head_key(head) for head in cluster.heads}
    if heads - CITY_HEADS:
        return None
    return place(cluster.text, countries)
