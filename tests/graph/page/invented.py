"""Invented articles for the page's tests: one story marked by hand, and a generator of as many as needed.

The story (story.txt, more.txt) is written with marks, ``{e:norway|Na Uy}``, which become mentions; `story()`
gives it as a graph of thirteen entities and nineteen events. `archive(n)` gives a graph with about `n` nodes.
`hostile()` gives one whose every text tries to become markup.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

from graph.model import (
    Argument,
    Article,
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

PER, ORG, LOC = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE
A, R, W, S = Role.AGENT, Role.RECIPIENT, Role.PLACE, Role.SOURCE


@dataclass(frozen=True)
class Graph:
    """The four lists that the page reads of a knowledge graph."""

    articles: tuple[Article, ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    positions: tuple[Position, ...] = ()


HERE = Path(__file__).parent

ENTITIES: dict[str, tuple[EntityType, str, tuple[str, ...]]] = {
    "norway": (LOC, "Na Uy", ("Country",)),
    "hanoi": (LOC, "Hà Nội", ("City",)),
    "hue": (LOC, "Huế", ("City",)),
    "danang": (LOC, "Đà Nẵng", ("City",)),
    "solheim": (PER, "Ingrid Solheim", ()),
    "hung": (PER, "Nguyễn Văn Hùng", ()),
    "hoa": (PER, "Trần Thị Hoà", ()),
    "berg": (PER, "Lars Berg", ()),
    "assoc": (ORG, "Hiệp hội Hải sản Biển Bạc", ()),
    "star": (ORG, "Hãng tin Sao Bắc", ()),
    "city": (ORG, "UBND thành phố Huế", ("GovernmentOrganization",)),
    "green": (ORG, "Liên minh Biển Xanh", ()),
    "fish": (ORG, "Bộ Thuỷ sản Na Uy", ("GovernmentOrganization",)),
}
PLACES: dict[str, tuple[tuple[str, ...], tuple[float, float]]] = {
    "norway": (("https://sws.geonames.org/3144096/",), (10.0, 62.0)),
    "hanoi": (("https://sws.geonames.org/1581130/",), (105.8412, 21.0245)),
    "hue": (("https://sws.geonames.org/1580240/",), (107.5955, 16.4619)),
}
EVENTS: dict[str, tuple[EventType, str, Status, str | None, tuple[tuple[Role, str], ...]]] = {
    "off": (
        EventType.REJECT,
        "huỷ chuyến thăm Hà Nội",
        Status.OCCURRED,
        "2024-03-12",
        ((A, "solheim"), (R, "hanoi")),
    ),
    "visit": (EventType.CONSULT, "thăm Huế", Status.HYPOTHETICAL, "2024-04", ((A, "solheim"), (W, "hue"))),
    "trip": (
        EventType.CONSULT,
        "chuyến thăm Hà Nội",
        Status.CANCELLED,
        "2024-03-19",
        ((A, "solheim"), (W, "hanoi")),
    ),
    "storm": (EventType.DISASTER, "bão đổ bộ", Status.OCCURRED, "2024-03-11", ((W, "hue"),)),
    "hurt": (EventType.CASUALTY, "bị thương", Status.OCCURRED, "2024-03-11", ((W, "hue"),)),
    "talk": (EventType.CONSULT, "điện đàm", Status.OCCURRED, "2024-03-11", ((A, "solheim"), (A, "hung"))),
    "urge": (
        EventType.REQUEST,
        "kêu gọi dỡ bỏ hạn ngạch",
        Status.OCCURRED,
        None,
        ((A, "assoc"), (R, "norway")),
    ),
    "lift": (EventType.CONCEDE, "dỡ bỏ hạn ngạch", Status.HYPOTHETICAL, "2024-06", ((A, "norway"),)),
    "aid": (EventType.AID, "viện trợ", Status.PLANNED, None, ((A, "norway"), (R, "hue"), (S, "star"))),
    "sign": (
        EventType.AGREE,
        "ký thoả thuận nghề cá",
        Status.OCCURRED,
        "2024-03-14",
        ((A, "hung"), (A, "berg"), (W, "hanoi")),
    ),
    "praise": (EventType.SUPPORT, "hoan nghênh", Status.OCCURRED, None, ((A, "hoa"), (R, "norway"))),
    "blame": (
        EventType.ACCUSE,
        "chỉ trích việc nuôi cá quá dày",
        Status.OCCURRED,
        None,
        ((A, "green"), (R, "norway")),
    ),
    "threat": (
        EventType.THREATEN,
        "cảnh báo biểu tình",
        Status.OCCURRED,
        None,
        ((A, "green"), (R, "norway")),
    ),
    "protest": (
        EventType.PROTEST,
        "biểu tình",
        Status.HYPOTHETICAL,
        "2024-03-20",
        ((A, "green"), (W, "danang")),
    ),
    "deny": (EventType.REJECT, "bác bỏ cáo buộc", Status.OCCURRED, None, ((A, "norway"), (R, "green"))),
    "attack": (
        EventType.ASSAULT,
        "tấn công tàu cá",
        Status.NEGATED,
        "2023-10",
        ((A, "green"), (R, "norway"), (S, "green")),
    ),
    "negotiate": (EventType.CONSULT, "đàm phán", Status.ONGOING, None, ((A, "norway"), (W, "hanoi"))),
    "appoint": (EventType.PERSONNEL, "bổ nhiệm đặc phái viên", Status.OCCURRED, "2024-03-15", ((R, "berg"),)),
    "evac": (EventType.LEGISLATE, "ra lệnh sơ tán", Status.OCCURRED, "2024-03-10", ((A, "hoa"), (W, "hue"))),
}
POSITIONS: tuple[tuple[str, str, str | None, Modifier | None, str], ...] = (
    ("solheim", "Bộ trưởng Ngoại giao", "norway", None, "Bộ trưởng Ngoại giao"),
    ("hung", "Chủ tịch", "assoc", None, "Chủ tịch"),
    ("hoa", "Phó Chủ tịch", "city", None, "Phó Chủ tịch"),
    ("berg", "Đại sứ", "norway", None, "Đại sứ"),
    ("berg", "Thứ trưởng", "fish", Modifier.FORMER, "Thứ trưởng"),
)
_MARK = re.compile(r"\{(\w):(\w+)\|([^}]*)\}")
_FORM = {"e": Form.NAME, "v": Form.TRIGGER, "p": Form.TITLE, "t": Form.TIME, "q": Form.QUANTITY}


@dataclass
class _Reading:
    """A marked text without its marks, and the mentions that they stood for."""

    article: str
    text: str = ""
    mentions: dict[tuple[str, str], list[Mention]] = field(default_factory=dict)

    def read(self, marked: str) -> _Reading:
        at = 0
        for match in _MARK.finditer(marked):
            self.text += marked[at : match.start()]
            kind, key, words = match.groups()
            begin = len(self.text)
            self.text += words
            mention = Mention(self.article, begin, begin + len(words), words, _FORM[kind])
            self.mentions.setdefault((kind, key), []).append(mention)
            at = match.end()
        self.text += marked[at:]
        return self


def story() -> Graph:
    """Two invented articles, thirteen entities, nineteen events and five positions."""
    files = {"mau-1": "story.txt", "mau-2": "more.txt"}
    readings = [_Reading(key).read((HERE / name).read_text(encoding="utf-8")) for key, name in files.items()]
    articles = (
        Article(
            "mau-1",
            readings[0].text,
            readings[0].text.split("\n")[0],
            "2024-03-15",
            "https://bao.example/1",
            "Báo Mẫu",
        ),
        Article("mau-2", readings[1].text, readings[1].text.split("\n")[0], "2024-03-10", None, "Tin Biển"),
    )

    def said(kind: str, key: str) -> tuple[Mention, ...]:
        return tuple(m for reading in readings for m in reading.mentions.get((kind, key), ()))

    entities = []
    for key, (kind, name, classes) in ENTITIES.items():
        mentions = said("e", key)
        same_as, point = PLACES.get(key, ((), None))
        names = tuple(dict.fromkeys(m.text for m in mentions if m.text != name))
        entities.append(Entity(key, kind, name, mentions, names, classes, same_as, point))
    events = []
    for key, (event_type, label, status, time, roles) in EVENTS.items():
        mentions = said("v", "off" if key == "trip" else key)
        words, counts = said("t", key), said("q", key)
        events.append(
            Event(
                key,
                event_type,
                label,
                status,
                mentions,
                tuple(Argument(role, who, 0.9, _nearest(said("e", who), mentions)) for role, who in roles),
                Time(time, words[0] if words else None) if time else None,
                tuple(
                    Quantity(14.0 if key == "hurt" else 2e6, "người" if key == "hurt" else "USD", m)
                    for m in counts
                ),
                score=0.93,
            )
        )
    positions = []
    for number, (person, title, organization, modifier, words_) in enumerate(POSITIONS):
        text = readings[0].text
        begin = text.find(words_)
        where = (Mention("mau-1", begin, begin + len(words_), words_, Form.TITLE),)
        positions.append(Position(f"p{number}", person, title, where, organization, modifier))
    return Graph(articles, tuple(entities), tuple(events), tuple(positions))


def _nearest(names: tuple[Mention, ...], triggers: tuple[Mention, ...]) -> Mention | None:
    if not names or not triggers:
        return None
    return min(
        names, key=lambda name: (name.article != triggers[0].article, abs(name.begin - triggers[0].begin))
    )


FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
MIDDLE = ["Văn", "Thị", "Quốc", "Minh", "Thanh", "Ngọc", "Hữu", "Đức", "Hồng", "Kim"]
GIVEN = [
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Giang",
    "Hà",
    "Hùng",
    "Khánh",
    "Lan",
    "Long",
    "Mai",
    "Nam",
    "Oanh",
    "Phúc",
    "Quân",
    "Sơn",
    "Tâm",
    "Thảo",
    "Tuấn",
    "Vân",
    "Yến",
]
BODIES = ["Công ty", "Hiệp hội", "Sở Xây dựng", "Uỷ ban", "Tập đoàn", "Liên minh", "Viện", "Ngân hàng"]
WHERE = ["Bắc", "Nam", "Đông", "Tây", "Thượng", "Hạ", "Tân", "Vĩnh", "Phú", "An"]
STEMS = ["Giang", "Hải", "Sơn", "Lộc", "Thạnh", "Hưng", "Khê", "Bình", "Lâm", "Điền", "Xuyên", "Phong"]
VERBS: dict[EventType, tuple[str, ...]] = {
    EventType.CONSULT: ("hội đàm", "gặp gỡ", "điện đàm"),
    EventType.AGREE: ("ký thoả thuận", "nhất trí mở tuyến đường"),
    EventType.ACCUSE: ("chỉ trích", "cáo buộc chậm tiến độ"),
    EventType.REJECT: ("bác bỏ", "huỷ cuộc họp"),
    EventType.REQUEST: ("yêu cầu", "kêu gọi góp vốn"),
    EventType.COERCE: ("bắt tạm giam", "khởi tố"),
    EventType.TRANSACT: ("mua lại", "đầu tư 3 nhà máy"),
    EventType.ASSAULT: ("không kích", "tấn công"),
    EventType.VOTE: ("bỏ phiếu",),
    EventType.DISASTER: ("cháy lớn", "sạt lở"),
    EventType.CEREMONY: ("khánh thành cầu", "kỷ niệm"),
}


def archive(nodes: int, seed: int = 7) -> Graph:
    """About `nodes` invented nodes (four tenths entities), with few actors in many events, as news has it."""
    rng = random.Random(seed)
    count = max(6, int(nodes * 0.4))
    names: dict[str, EntityType] = {}
    while len(names) < count:
        kind = rng.choice((PER, PER, PER, ORG, ORG, LOC))
        if kind is PER:
            name = f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}"
        elif kind is ORG:
            name = f"{rng.choice(BODIES)} {rng.choice(WHERE)} {rng.choice(STEMS)} {rng.randrange(1, 999)}"
        else:
            name = f"{rng.choice(WHERE)} {rng.choice(STEMS)} {rng.randrange(1, 400)}"
        names.setdefault(name, kind)
    keys = list(names)
    mentions: dict[str, list[Mention]] = {key: [] for key in keys}
    articles, events, positions = [], [], []
    per_article = 9
    for number in range(max(1, (nodes - count) // per_article)):
        ident = f"kho-{number:05d}"
        day = f"2024-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
        text = f"Bản tin số {number}\n\n"
        cast = [
            keys[
                min(int(rng.paretovariate(0.55)) - 1, count - 1)
                if rng.random() < 0.6
                else rng.randrange(count)
            ]
            for _ in range(8)
        ]
        for turn in range(per_article):
            kind = rng.choice(list(VERBS))
            verb = rng.choice(VERBS[kind])
            one, two = rng.sample(range(len(cast)), 2)
            first, second = cast[one], cast[two]
            pieces = [
                (first, Form.NAME),
                (" ngày ", None),
                (day[8:], None),
                (" đã ", None),
                (verb, Form.TRIGGER),
                (" ", None),
                (second, Form.NAME),
                (". ", None),
            ]
            trigger = None
            for piece, form in pieces:
                begin = len(text)
                text += piece
                if form is Form.NAME:
                    mentions[piece].append(Mention(ident, begin, len(text), piece, form))
                elif form is Form.TRIGGER:
                    trigger = Mention(ident, begin, len(text), piece, form)
            assert trigger is not None
            second_role = W if names[second] is LOC else R
            arguments = (Argument(A, first, 0.9), Argument(second_role, second, 0.8))
            status = rng.choices(list(Status), (70, 5, 10, 5, 7, 3))[0]
            events.append(Event(f"{ident}/{turn}", kind, verb, status, (trigger,), arguments, Time(day)))
        people = [key for key in cast if names[key] is PER]
        bodies = [key for key in cast if names[key] is ORG]
        if people and bodies:
            positions.append(Position(f"{ident}/p", people[0], "Giám đốc", (), bodies[0]))
        articles.append(
            Article(
                ident,
                text,
                f"Bản tin số {number}",
                day,
                None,
                rng.choice(("Báo Mẫu", "Tin Biển", "Nhật báo Thử")),
            )
        )
    entities = tuple(Entity(key, names[key], key, tuple(mentions[key])) for key in keys)
    return Graph(tuple(articles), entities, tuple(events), tuple(positions))


HOSTILE = (
    "<script>window.hacked=1</script>",
    '"><img src=x onerror="window.hacked=1">',
    "</script><script>window.hacked=1</script>",
    "javascript:window.hacked=1",
    "{{data}} ${window.hacked=1} <%= 1 %> {{constructor.constructor('window.hacked=1')()}}",
    "<!--<script>\u2028window.hacked=1\u2029",
    "]]><svg onload=window.hacked=1>",
    "😀‮abc\u0000\u0007é' onmouseover='window.hacked=1",
)


def hostile() -> Graph:
    """A graph whose every name, label, title, unit and URL is an attempt to become markup or script."""
    text = "\n".join(HOSTILE)
    article = Article("<id>", text, HOSTILE[0], "2024-01-01", "javascript:window.hacked=1", HOSTILE[1])
    second = Article(
        "b", text, HOSTILE[2], "<b>", 'https://x.example/"><script>window.hacked=1</script>', HOSTILE[6]
    )
    entities, events, positions = [], [], []
    at = 0
    for number, words in enumerate(HOSTILE):
        mention = Mention("<id>", at, at + len(words), words, Form.NAME)
        at += len(words) + 1
        kind = (PER, ORG, LOC)[number % 3]
        entities.append(
            Entity(
                words,
                kind,
                words,
                (mention,),
                (HOSTILE[1],),
                (words,),
                ("javascript:window.hacked=1", words),
                None,
            )
        )
        trigger = Mention("<id>", mention.begin, mention.end, words, Form.TRIGGER)
        roles = tuple(Argument(role, words, 0.9, mention) for role in Role)
        events.append(
            Event(
                f"v{words}",
                EventType.CONSULT,
                words,
                Status.OCCURRED,
                (trigger,),
                roles,
                Time("2024-01-01", mention),
                (Quantity(1.0, words, mention),),
                words,
            )
        )
        positions.append(Position(f"p{words}", words, words, (mention,), HOSTILE[1]))
    return Graph((article, second), tuple(entities), tuple(events), tuple(positions))
