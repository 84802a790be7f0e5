"""Who is who across articles, as a table: two articles that name somebody; one or two in the graph."""

from __future__ import annotations

import pytest

from graph.article_iris import local_iris
from graph.model import Article, ArticleGraph, Entity, EntityType, Form, Mention, Position
from graph.naming import is_rare, is_vietnamese, normal
from graph.resolution.deciding import resolve
from graph.resolution.known_names import is_body
from tests.graph.sample import articles

PERSON, PLACE, ORGANIZATION = EntityType.PERSON, EntityType.PLACE, EntityType.ORGANIZATION


def said(
    article: str,
    name: str,
    *posts: tuple[str, str | None],
    kind: EntityType = PERSON,
    same_as: str | None = None,
    beside: tuple[str, ...] = (),
) -> ArticleGraph:
    """An article that names one entity, its positions (title and whom it is held for), and other persons."""
    of = [o for _, o in posts if o]
    named = [(name, kind), *((o, PLACE if o[0] == "@" else ORGANIZATION) for o in of)]
    named += [(other, PERSON) for other in beside]
    text = "; ".join([n.lstrip("@") for n, _ in named] + [title for title, _ in posts])
    value = Article(article, text)

    def mention(words: str, form: Form) -> Mention:
        begin = text.index(words)
        return Mention(article, begin, begin + len(words), words, form)

    entities = tuple(
        Entity(
            f"E{n}",
            kind,
            words.lstrip("@"),
            (mention(words.lstrip("@"), Form.NAME),),
            same_as=(same_as,) if same_as and n == 0 else (),
        )
        for n, (words, kind) in enumerate(named)
    )
    positions = []
    number = 1
    for n, (title, organization) in enumerate(posts):
        held = f"E{number}" if organization else None
        number += bool(organization)
        positions.append(Position(f"P{n}", "E0", title, (mention(title, Form.TITLE),), held))
    return ArticleGraph(value, entities, positions=tuple(positions))


ONE = [
    (said("a", "Ingrid Solheim"), said("b", "ingrid  solheim"), ""),
    (said("a", "Hoà Bình", kind=PLACE), said("b", "Hòa Bình", kind=PLACE), ""),
    (
        said("a", "Mỹ", kind=PLACE, same_as="urn:us"),
        said("b", "Hoa Kỳ", kind=PLACE, same_as="urn:us"),
        "same identifier",
    ),
    (said("a", "Mỹ", kind=PLACE, same_as="urn:us"), said("b", "Mỹ", kind=PLACE), "same name"),
    (
        said("a", "Lê Văn Tám", ("Giám đốc", "Công ty Mây Xanh")),
        said("b", "Lê Văn Tám", ("giám đốc", "Công ty Mây Xanh")),
        "",
    ),
    (
        said("a", "Lê Văn Tám", ("Phó giám đốc", "Công ty Mây Xanh")),
        said("b", "Lê Văn Tám", ("Giám đốc", "Công ty Mây Xanh")),
        "held for: công ty mây xanh",
    ),
    (
        said("a", "Lê Văn Tám", ("Ngoại trưởng", "@Xứ Mây")),
        said("b", "Lê Văn Tám", ("Bộ trưởng Ngoại giao", "@Xứ Mây")),
        "",
    ),
    (
        said("a", "Lê Văn Tám", ("Nhà lãnh đạo", "@Xứ Mây")),
        said("b", "Lê Văn Tám", ("Chủ tịch", "@Xứ Mây")),
        "held for",
    ),
    (
        said("a", "Lê Văn Tám", ("Thủ tướng", None)),
        said("b", "Lê Văn Tám", ("Thủ tướng", None)),
        "office: thủ tướng",
    ),
    (
        said("a", "Lê Văn Tám", beside=("Trần Thị Chín",)),
        said("b", "Lê Văn Tám", beside=("Trần Thị Chín",)),
        "beside: trần thị chín",
    ),
    (
        said("a", "Ingrid Solheim", ("Thủ tướng", "@Xứ Mây")),
        said("b", "Solheim", ("Thủ tướng", "@Xứ Mây")),
        "ingrid solheim among those so called for short",
    ),
    (
        said("a", "Ingrid Solheim", ("Thủ tướng", "@Xứ Mây")),
        said("b", "Solheim", ("Thủ tướng", None)),
        "ingrid solheim among those so called for short",
    ),
    (
        said("a", "Solheim", ("Giám đốc", "Công ty Mây Xanh")),
        said("b", "Solheim", ("Giám đốc", "Công ty Mây Xanh")),
        "held for",
    ),
]

TWO = [
    (said("a", "Nguyễn Văn Hùng"), said("b", "Nguyễn Văn Hùng")),
    (
        said("a", "Nguyễn Văn Hùng", ("Giám đốc", "Công ty Mây Xanh")),
        said("b", "Nguyễn Văn Hùng", ("Giám đốc", "Công ty Mây Hồng")),
    ),
    (said("a", "Nguyễn Văn Hùng", ("Giám đốc", None)), said("b", "Nguyễn Văn Hùng", ("Giám đốc", None))),
    (said("a", "Hùng", ("Thủ tướng", None)), said("b", "Nguyễn Văn Hùng", ("Thủ tướng", None))),
    (said("a", "Ingrid Solheim"), said("b", "Solheim")),
    (
        said("a", "Ingrid Solheim", ("Thủ tướng", "@Xứ Mây")),
        said("b", "Solheim", ("Bộ trưởng Quốc phòng", "@Xứ Mây")),
    ),
    (
        said("a", "Ingrid Solheim", ("Thủ tướng", "@Xứ Mây")),
        said("b", "Solheim", ("Thủ tướng", "@Xứ Gió")),
    ),
    (
        said("a", "Lê Văn Tám", ("ca sĩ", "@Mỹ")),
        said("b", "Lê Văn Tám", ("Chủ tịch", "@Mỹ")),
    ),
    (said("a", "Huế", kind=PLACE), said("b", "Huệ", kind=PLACE)),
    (said("a", "Sông Mây", kind=PLACE), said("b", "Sông Mây", kind=ORGANIZATION)),
    (
        said("a", "Xứ Mây", kind=PLACE, same_as="urn:1"),
        said("b", "Xứ Mây", kind=PLACE, same_as="urn:2"),
    ),
    (said("a", "Sở Y tế", kind=ORGANIZATION), said("b", "Sở Y tế", kind=ORGANIZATION)),
]


@pytest.mark.parametrize(("a", "b", "why"), ONE)
def test_one(a: ArticleGraph, b: ArticleGraph, why: str) -> None:
    """They are one, and this is among the evidence, if the articles do not give them one IRI anyhow."""
    identity = resolve([a, b])
    whole = identity.names(a)["E0"]
    assert identity.names(b)["E0"] == whole
    merges = identity.explain(whole)
    assert [normal(why) in normal(merge.why) for merge in merges] == ([True] if why else [])
    assert resolve([b, a]) == identity


@pytest.mark.parametrize(("a", "b"), TWO)
def test_two(a: ArticleGraph, b: ArticleGraph) -> None:
    identity = resolve([a, b])
    assert identity.names(a)["E0"] != identity.names(b)["E0"]


VIETNAM, LAOS = "https://sws.geonames.org/1562822/", "https://sws.geonames.org/1655842/"


def body(article: str, name: str, country: str | None = None) -> ArticleGraph:
    """An article that names a body, and a country by its identifier."""
    graph = said(article, name, kind=ORGANIZATION)
    if country is None:
        return graph
    text = f"{graph.article.text}; Xứ"
    mention = Mention(article, len(text) - 2, len(text), "Xứ", Form.NAME)
    place = Entity("E9", PLACE, "Xứ", (mention,), classes=("Country",), same_as=(country,))
    return ArticleGraph(Article(article, text), (*graph.entities, place))


@pytest.mark.parametrize(
    ("a", "b", "one"),
    [
        (body("a", "Bộ Ngoại giao"), body("b", "Bộ Ngoại giao"), True),
        (body("a", "Bộ GD-ĐT", VIETNAM), body("b", "Bộ Giáo dục và Đào tạo"), True),
        (body("a", "Bộ GD & ĐT"), body("b", "Bộ Giáo dục và Đào tạo"), True),
        (body("a", "Quốc hội", VIETNAM), body("b", "Quốc hội", LAOS), False),
        (body("a", "Bộ Y tế", LAOS), body("b", "Bộ Y tế", LAOS), False),
        (body("a", "UBND tỉnh"), body("b", "UBND tỉnh"), False),
        (body("a", "Sở GTVT TP.HCM"), body("b", "Sở Giao thông Vận tải Thành phố Hồ Chí Minh"), True),
        (body("a", "Hội đồng Bảo an LHQ"), body("b", "Hội đồng Bảo an Liên hiệp quốc"), True),
        (body("a", "EU"), body("b", "Liên minh châu Âu"), True),
        (body("a", "Công ty Mây Xanh"), body("b", "Công ty Mây Hồng"), False),
    ],
)
def test_bodies_under_short_and_long_names(a: ArticleGraph, b: ArticleGraph, one: bool) -> None:
    identity = resolve([a, b])
    assert (identity.names(a)["E0"] == identity.names(b)["E0"]) is one


def test_what_an_article_keeps_apart_stays_two() -> None:
    both = said("a", "Hội Mây", kind=ORGANIZATION, beside=())
    text = f"{both.article.text}; HĐND Mây; Hội đồng nhân dân Mây"

    def entity(number: int, name: str) -> Entity:
        begin = text.rindex(name)
        mention = Mention("a", begin, begin + len(name), name, Form.NAME)
        return Entity(f"E{number}", ORGANIZATION, name, (mention,))

    graph = ArticleGraph(Article("a", text), (entity(1, "HĐND Mây"), entity(2, "Hội đồng nhân dân Mây")))
    names = resolve([graph, body("b", "HĐND Mây"), body("c", "Hội đồng nhân dân Mây")]).names(graph)
    assert names["E1"] != names["E2"]


def test_what_an_article_keeps_apart_stays_two_also_by_way_of_another_article() -> None:
    """The second article's identifier and name would join two organisations of the first."""
    same = ("https://sws.geonames.org/1581130/",)

    def body_of(article: str, number: int, name: str, same_as: tuple[str, ...] = ()) -> Entity:
        mentions = (Mention(article, 0, 1, "M", Form.NAME),)
        return Entity(f"E{number}", ORGANIZATION, name, mentions, same_as=same_as)

    two = (body_of("a", 1, "Hội Mây", same), body_of("a", 2, "Hội Núi"))
    both = ArticleGraph(Article("a", "Mây"), two)
    other = ArticleGraph(Article("b", "Mây"), (body_of("b", 1, "Hội Núi", same),))
    names = resolve([both, other]).names(both)
    assert names["E1"] != names["E2"]


@pytest.mark.parametrize("unreadable", ["\x0b", "\x00", "…"])
def test_a_name_of_which_nothing_can_be_read_is_kept_apart_too(unreadable: str) -> None:
    """Its IRI may be another article's, where it is one with the place of the same identifier."""
    same = ("https://sws.geonames.org/1581130/",)

    def place(article: str, number: int, name: str) -> Entity:
        return Entity(f"E{number}", PLACE, name, (Mention(article, 0, 1, "M", Form.NAME),), same_as=same)

    both = ArticleGraph(Article("a", "Mây"), (place("a", 1, "Mây"), place("a", 2, unreadable)))
    other = ArticleGraph(Article("b", "Mây"), (place("b", 1, "\x00"),))
    names = resolve([both, other]).names(both)
    assert names["E1"] != names["E2"]


def test_a_last_name_that_two_people_bear_joins_neither() -> None:
    people = [
        said("a", "Ingrid Solheim", ("Thủ tướng", None)),
        said("b", "Karsten Solheim", ("Thủ tướng", None)),
        said("c", "Solheim", ("Thủ tướng", None)),
    ]
    identity = resolve(people)
    assert len({identity.names(g)["E0"] for g in people}) == 3


def test_father_and_son_of_one_article_stay_two() -> None:
    graph = said("a", "Ingrid Solheim", beside=("Ingrid  Solheim",))
    other = said("b", "Ingrid Solheim")
    identity = resolve([graph, other])
    assert len(set(identity.names(graph).values())) == 2
    assert identity.names(other)["E0"] in identity.names(graph).values()


def test_an_article_names_its_entities_the_same_whatever_else_there_is() -> None:
    for graph in articles():
        assert local_iris(graph) == local_iris(graph, "https://w3id.org/dothi/resource/")


@pytest.mark.parametrize(
    ("name", "rare"),
    [
        ("Benjamin Netanyahu", True),
        ("Karine Jean-Pierre", True),
        ("Shinzo Abe", True),
        ("Ron Dermer", True),
        ("Jenny Tran", False),
        ("Y Bel Niê", False),
        ("Nguyễn Phú Trọng", False),
        ("Tập Cận Bình", False),
        ("Kim Jong Un", False),
        ("Putin", False),
        ("J. R.", False),
    ],
)
def test_rare_names(name: str, rare: bool) -> None:
    assert is_rare(name) is rare


@pytest.mark.parametrize(
    "syllable",
    ["nghiêng", "quyết", "khuỷu", "giặt", "ướt", "yếu", "thuở", "uỷ", "xoèn", "hoạch", "gì", "quốc"],
)
def test_vietnamese_syllables(syllable: str) -> None:
    assert is_vietnamese(syllable)


@pytest.mark.parametrize("syllable", ["joe", "putin", "trump", "bush", "zelensky", "mat", "stop", "brown"])
def test_foreign_syllables(syllable: str) -> None:
    assert not is_vietnamese(syllable)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Bộ Y tế", True),
        ("Sở Y tế", True),
        ("Bộ Y tế Lào", False),
        ("UBND tỉnh", True),
        ("Mây Xanh", False),
        ("phường 5", True),
        ("miền Nam", True),
        ("phường Mây", False),
    ],
)
def test_bodies_that_every_country_or_town_has(name: str, body: bool) -> None:
    assert is_body(normal(name)) is body
