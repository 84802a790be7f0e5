"""A small graph to test with: two invented articles and a teaser, built by hand.

`articles()` gives three `ArticleGraph`s. The first two share a foreign minister (one of them misspells her
name) and each has a person called Nguyễn Văn Hùng, who are two people; the teaser hangs below the first.
One says a visit was called off, the other denies it. Every offset is computed from the words.
"""

from __future__ import annotations

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

ACTIVITY = Activity(version="0.1.0", model="mẫu", lexicon="0" * 12)

FIRST = """Ngoại trưởng Na Uy hội đàm với ngành hải sản, hoãn đi Huế

Ngày 12/3, Bộ trưởng Ngoại giao Na Uy Ingrid Solheim đã hội đàm với Chủ tịch Hiệp hội Hải sản Biển Bạc \
Nguyễn Văn Hùng tại Hà Nội. Bà Solhiem nhất trí mở lại đường nhập khẩu cá hồi.

Theo Hãng tin Sao Bắc, chuyến thăm Huế của bà Solheim dự kiến vào tháng 4 đã bị huỷ sau trận bão khiến \
14 người bị thương.
"""

TEASER = """Na Uy viện trợ 2 triệu USD cho vùng bão

Chính phủ Na Uy hôm qua cho biết sẽ viện trợ 2 triệu USD cho Huế.
"""

SECOND = """Bắt nghi phạm vụ cháy kho ở Huế

Ngày 15/3, Trưởng Công an phường Cồn Mây Nguyễn Văn Hùng đã bắt nghi phạm Lê Thị Sáo trong vụ cháy kho ở Huế.

Cùng ngày, Ngoại trưởng Na Uy Ingrid Solheim phủ nhận việc huỷ chuyến thăm Huế và chỉ trích Hãng tin Sao Bắc.
"""

NORWAY = ("https://sws.geonames.org/3144096/",)
HANOI = ("https://sws.geonames.org/1581130/",)
HUE = ("https://sws.geonames.org/1580240/",)


def mention(article: Article, text: str, form: Form, nth: int = 0) -> Mention:
    """The `nth` place (from 0) where `text` stands in the article."""
    begin = article.text.index(text)
    for _ in range(nth):
        begin = article.text.index(text, begin + 1)
    return Mention(article.id, begin, begin + len(text), text, form)


def first() -> ArticleGraph:
    """The meeting in Hà Nội and the visit to Huế that was called off."""
    article = Article(
        "mau-1",
        FIRST,
        title="Ngoại trưởng Na Uy hội đàm với ngành hải sản, hoãn đi Huế",
        date="2025-03-13",
        url="https://bao.example/hoi-dam",
        publisher="Báo Mẫu",
        related=("mau-1-lien-quan-1",),
    )

    def at(text: str, form: Form, nth: int = 0) -> Mention:
        return mention(article, text, form, nth)

    solheim = at("Ingrid Solheim", Form.NAME)
    hung = at("Nguyễn Văn Hùng", Form.NAME)
    agency = at("Hãng tin Sao Bắc", Form.NAME)
    entities = (
        Entity(
            "E1",
            EntityType.PERSON,
            "Ingrid Solheim",
            (
                at("Ngoại trưởng Na Uy", Form.NOMINAL),
                solheim,
                at("Solhiem", Form.NAME),
                at("Solheim", Form.NAME, 1),
            ),
            names=("Solheim", "Solhiem"),
        ),
        Entity("E2", EntityType.PERSON, "Nguyễn Văn Hùng", (hung,)),
        Entity(
            "E3",
            EntityType.PLACE,
            "Na Uy",
            (at("Na Uy", Form.NAME), at("Na Uy", Form.NAME, 1)),
            classes=("Country",),
            same_as=NORWAY,
        ),
        Entity(
            "E4",
            EntityType.ORGANIZATION,
            "Hiệp hội Hải sản Biển Bạc",
            (at("Hiệp hội Hải sản Biển Bạc", Form.NAME),),
        ),
        Entity(
            "E5",
            EntityType.PLACE,
            "Hà Nội",
            (at("Hà Nội", Form.NAME),),
            classes=("City",),
            same_as=HANOI,
            point=(105.84117, 21.0245),
        ),
        Entity(
            "E6",
            EntityType.PLACE,
            "Huế",
            (at("Huế", Form.NAME), at("Huế", Form.NAME, 1)),
            classes=("City",),
            same_as=HUE,
            point=(107.59546, 16.4619),
        ),
        Entity("E7", EntityType.ORGANIZATION, "Hãng tin Sao Bắc", (agency,), names=("Sao Bắc",)),
    )
    events = (
        Event(
            "V1",
            EventType.CONSULT,
            "hội đàm với Nguyễn Văn Hùng",
            Status.OCCURRED,
            (at("hội đàm", Form.TRIGGER), at("hội đàm", Form.TRIGGER, 1)),
            (
                Argument(Role.AGENT, "E1", 0.97, solheim),
                Argument(Role.RECIPIENT, "E2", 0.95, hung),
                Argument(Role.PLACE, "E5", 0.9, at("Hà Nội", Form.NAME)),
            ),
            Time("2025-03-12", at("Ngày 12/3", Form.TIME)),
            score=0.98,
            status_score=0.96,
        ),
        Event(
            "V2",
            EventType.AGREE,
            "nhất trí mở lại đường nhập khẩu",
            Status.OCCURRED,
            (at("nhất trí", Form.TRIGGER),),
            (Argument(Role.AGENT, "E1", 0.92, at("Solhiem", Form.NAME)),),
            score=0.9,
        ),
        Event(
            "V3",
            EventType.CONSULT,
            "chuyến thăm Huế",
            Status.CANCELLED,
            (at("chuyến thăm", Form.TRIGGER),),
            (
                Argument(Role.AGENT, "E1", 0.91, at("Solheim", Form.NAME, 1)),
                Argument(Role.PLACE, "E6", 0.88, at("Huế", Form.NAME, 1)),
                Argument(Role.SOURCE, "E7", 0.93, agency),
            ),
            Time("2025-04", at("tháng 4", Form.TIME)),
            subtype="visit",
            score=0.95,
            status_score=0.9,
        ),
        Event(
            "V4",
            EventType.DISASTER,
            "trận bão",
            Status.OCCURRED,
            (at("trận bão", Form.TRIGGER),),
            (Argument(Role.PLACE, "E6", 0.7, None),),
            quantities=(Quantity(14.0, "người bị thương", at("14", Form.QUANTITY)),),
        ),
    )
    positions = (
        Position(
            "P1",
            "E1",
            "Bộ trưởng Ngoại giao",
            (at("Ngoại trưởng", Form.TITLE), at("Bộ trưởng Ngoại giao", Form.TITLE)),
            organization="E3",
        ),
        Position("P2", "E2", "Chủ tịch", (at("Chủ tịch", Form.TITLE),), organization="E4"),
    )
    return ArticleGraph(article, entities, events, positions, ACTIVITY)


def teaser() -> ArticleGraph:
    """The teaser below the first article: an article of its own."""
    article = Article("mau-1-lien-quan-1", TEASER, title="Na Uy viện trợ 2 triệu USD cho vùng bão")
    norway = mention(article, "Na Uy", Form.NAME)
    hue = mention(article, "Huế", Form.NAME)
    return ArticleGraph(
        article,
        (
            Entity(
                "E1",
                EntityType.PLACE,
                "Na Uy",
                (norway, mention(article, "Na Uy", Form.NAME, 1)),
                classes=("Country",),
                same_as=NORWAY,
            ),
            Entity("E2", EntityType.PLACE, "Huế", (hue,), classes=("City",), same_as=HUE),
        ),
        (
            Event(
                "V1",
                EventType.AID,
                "viện trợ 2 triệu USD",
                Status.PLANNED,
                (mention(article, "viện trợ", Form.TRIGGER), mention(article, "viện trợ", Form.TRIGGER, 1)),
                (
                    Argument(Role.AGENT, "E1", 0.96, norway),
                    Argument(Role.RECIPIENT, "E2", 0.93, hue),
                ),
                quantities=(Quantity(2e6, "USD", mention(article, "2 triệu USD", Form.QUANTITY)),),
            ),
        ),
        (),
        ACTIVITY,
    )


def second() -> ArticleGraph:
    """The arrest in Huế by another Nguyễn Văn Hùng; the minister denies that she called off her visit."""
    article = Article(
        "mau-2",
        SECOND,
        title="Bắt nghi phạm vụ cháy kho ở Huế",
        date="2025-03-16",
        url="https://tin.example/chay-kho",
        publisher="Tin Thử",
    )

    def at(text: str, form: Form, nth: int = 0) -> Mention:
        return mention(article, text, form, nth)

    solheim = at("Ingrid Solheim", Form.NAME)
    hung = at("Nguyễn Văn Hùng", Form.NAME)
    suspect = at("Lê Thị Sáo", Form.NAME)
    agency = at("Hãng tin Sao Bắc", Form.NAME)
    entities = (
        Entity(
            "E1",
            EntityType.PLACE,
            "Huế",
            tuple(at("Huế", Form.NAME, n) for n in range(3)),
            classes=("City",),
            same_as=HUE,
            point=(107.59546, 16.4619),
        ),
        Entity("E2", EntityType.PERSON, "Nguyễn Văn Hùng", (hung,)),
        Entity(
            "E3",
            EntityType.ORGANIZATION,
            "Công an phường Cồn Mây",
            (at("Công an phường Cồn Mây", Form.NAME),),
            classes=("GovernmentOrganization",),
        ),
        Entity("E4", EntityType.PERSON, "Lê Thị Sáo", (suspect,)),
        Entity("E5", EntityType.PERSON, "Ingrid Solheim", (solheim,)),
        Entity(
            "E6",
            EntityType.PLACE,
            "Na Uy",
            (at("Na Uy", Form.NAME),),
            classes=("Country",),
            same_as=NORWAY,
        ),
        Entity("E7", EntityType.ORGANIZATION, "Hãng tin Sao Bắc", (agency,)),
    )
    events = (
        Event(
            "V1",
            EventType.COERCE,
            "bắt nghi phạm",
            Status.OCCURRED,
            (at("Bắt", Form.TRIGGER), at("bắt", Form.TRIGGER)),
            (
                Argument(Role.AGENT, "E2", 0.94, hung),
                Argument(Role.RECIPIENT, "E4", 0.95, suspect),
            ),
            Time("2025-03-15", at("Ngày 15/3", Form.TIME)),
        ),
        Event(
            "V2",
            EventType.DISASTER,
            "vụ cháy kho",
            Status.OCCURRED,
            (at("vụ cháy", Form.TRIGGER), at("vụ cháy", Form.TRIGGER, 1)),
            (Argument(Role.PLACE, "E1", 0.9, at("Huế", Form.NAME, 1)),),
        ),
        Event(
            "V3",
            EventType.REJECT,
            "huỷ chuyến thăm Huế",
            Status.NEGATED,
            (at("huỷ chuyến thăm", Form.TRIGGER),),
            (Argument(Role.AGENT, "E5", 0.9, solheim), Argument(Role.SOURCE, "E5", 0.85, solheim)),
            Time("2025-03-15", at("Cùng ngày", Form.TIME)),
        ),
        Event(
            "V4",
            EventType.ACCUSE,
            "chỉ trích Hãng tin Sao Bắc",
            Status.OCCURRED,
            (at("chỉ trích", Form.TRIGGER),),
            (Argument(Role.AGENT, "E5", 0.96, solheim), Argument(Role.RECIPIENT, "E7", 0.97, agency)),
            Time("2025-03-15", at("Cùng ngày", Form.TIME)),
        ),
    )
    positions = (
        Position("P1", "E2", "Trưởng Công an", (at("Trưởng Công an", Form.TITLE),), organization="E3"),
        Position(
            "P2",
            "E5",
            "Ngoại trưởng",
            (at("Ngoại trưởng", Form.TITLE),),
            organization="E6",
            modifier=Modifier.NEW,
        ),
    )
    return ArticleGraph(article, entities, events, positions, ACTIVITY)


def articles() -> list[ArticleGraph]:
    """All three, the teaser after the article that links to it."""
    return [first(), teaser(), second()]
