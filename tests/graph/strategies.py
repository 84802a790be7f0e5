"""Hypothesis strategies: article graphs of any content that the contract allows, with the worst text."""

from __future__ import annotations

from unicodedata import normalize

from hypothesis import strategies as st

from graph.model import (
    Activity,
    Argument,
    Article,
    ArticleGraph,
    Entity,
    EntityType,
    Event,
    EventType,
    Form,
    Mention,
    Modifier,
    Position,
    Quantity,
    Role,
    Status,
    Time,
)

NASTY = [
    "\x00",
    "\x01",
    "\x0b",
    "\x1f",
    "\x7f",
    "\x85",
    "\r",
    "\n",
    "\t",
    "\u2028",
    "\ufffe",
    "\uffff",
    "\ufeff",
    '"',
    "'",
    "\\",
    "\\u0041",
    "<",
    ">",
    "&",
    "]]>",
    "{",
    "}",
    "|",
    "^",
    "`",
    "#",
    "%",
    ";",
    "; ",
    "@vi",
    "\u0301",
    "\u200d",
    "😀",
    "👩‍👩‍👧",
    "\u202e",
    "שלום",
    "مرحبا",
    "đồ thị",
    "Huế",
    " .\n",
    "<!DOCTYPE",
    "\U0010ffff",
]
texts = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=4)), min_size=1, max_size=8).map("".join)
optional_texts = st.one_of(st.none(), texts)
ids = st.one_of(
    st.sampled_from(["a", "b", "c", "A", "a b", "bài-1", "https://e.example/1?x=é"]), texts.filter(bool)
)
names = st.one_of(
    st.sampled_from(["Nguyễn Văn Hùng", "Ingrid Solheim", "Solheim", "Huế", "Huệ", "Quốc hội"]), texts
)
times = st.sampled_from(["2024-03-25", "2024-03", "2024", "--03-25", "--11"])
dates = st.sampled_from([None, "2024-03-25", "2024-03", "2024", "2024-03-25T10:20:30+07:00"])
scores = st.floats(0, 1)
points = st.one_of(st.none(), st.tuples(st.floats(-180, 180), st.floats(-90, 90)))
iris = st.sampled_from(
    ["https://sws.geonames.org/1580240/", "https://sws.geonames.org/1581130/", "http://e.example/ộ#x"]
)
NARROWER = {
    EntityType.PERSON: ["a b"],
    EntityType.ORGANIZATION: ["GovernmentOrganization", "a b"],
    EntityType.PLACE: ["City", "Country", "a b"],
}
activities = st.one_of(
    st.none(),
    st.builds(Activity, texts, texts, texts, st.sampled_from([None, "2024-03-25T10:20:30Z"])),
)


@st.composite
def article_graphs(draw: st.DrawFn, ids: st.SearchStrategy[str] = ids) -> ArticleGraph:
    article = Article(
        draw(ids),
        normalize("NFC", draw(texts) + " Việt Nam"),
        draw(st.one_of(st.just(""), texts)),
        draw(dates),
        draw(st.one_of(st.none(), st.just("https://e.example/a?b=c&d=é#f"), texts)),
        draw(optional_texts),
        tuple(draw(st.lists(ids, max_size=2))),
    )

    def mention(*forms: Form) -> Mention:
        begin = draw(st.integers(0, len(article.text) - 1))
        end = draw(st.integers(begin + 1, len(article.text)))
        return Mention(article.id, begin, end, article.text[begin:end], draw(st.sampled_from(forms)))

    def mentions(*forms: Form) -> tuple[Mention, ...]:
        return tuple(mention(*forms) for _ in range(draw(st.integers(1, 2))))

    def entity(number: int) -> Entity:
        kind = draw(st.sampled_from(EntityType))
        return Entity(
            f"x{number}",
            kind,
            draw(names),
            mentions(Form.NAME, Form.NOMINAL, Form.PRONOUN),
            tuple(draw(st.lists(names, max_size=2))),
            tuple(draw(st.lists(st.sampled_from(NARROWER[kind]), max_size=2))),
            tuple(draw(st.lists(iris, max_size=1))),
            draw(points),
        )

    entities = tuple(entity(n) for n in range(draw(st.integers(0, 4))))
    some = [e.id for e in entities]
    if not some:
        return ArticleGraph(article, activity=draw(activities))

    def argument() -> Argument:
        evidence = mention(Form.NAME, Form.PRONOUN) if draw(st.booleans()) else None
        return Argument(draw(st.sampled_from(Role)), draw(st.sampled_from(some)), draw(scores), evidence)

    events = tuple(
        Event(
            f"y{n}",
            draw(st.sampled_from(EventType)),
            draw(texts),
            draw(st.sampled_from(Status)),
            mentions(Form.TRIGGER),
            tuple(argument() for _ in range(draw(st.integers(0, 3)))),
            Time(draw(times), mention(Form.TIME) if draw(st.booleans()) else None)
            if draw(st.booleans())
            else None,
            tuple(
                Quantity(draw(st.floats(-1e12, 1e12)), draw(texts), mention(Form.QUANTITY))
                for _ in range(draw(st.integers(0, 1)))
            ),
            draw(optional_texts),
            draw(scores),
            draw(scores),
        )
        for n in range(draw(st.integers(0, 2)))
    )
    persons = [e.id for e in entities if e.type is EntityType.PERSON]
    positions = tuple(
        Position(
            f"z{n}",
            draw(st.sampled_from(persons)),
            draw(texts),
            mentions(Form.TITLE),
            draw(st.sampled_from([None, *some])),
            draw(st.sampled_from([None, *Modifier])),
        )
        for n in range(draw(st.integers(0, 2)) if persons else 0)
    )
    return ArticleGraph(article, entities, events, positions, draw(activities))


few_ids = st.sampled_from(["a", "b", "c"])
graphs = st.lists(article_graphs(few_ids), max_size=3)
