"""Who is who, as tables: text -> entities with all their names; text -> what a phrase refers to."""

from __future__ import annotations

import re

import pytest

from graph.model import Form
from pipelines.coreference import Coreference
from pipelines.document import Doc
from pipelines.entities.clusters import abbreviation_lexicon, name_lexicon
from pipelines.groups import group_lexicon
from pipelines.name_keys import syllables
from pipelines.name_repairs import mend_names
from pipelines.nominals import nominal_lexicon
from pipelines.positions import Positions
from tests.pipelines.marked_names import marked


def read(text: str) -> Doc:
    return Coreference()(Positions()(marked(text)))


def clusters(doc: Doc) -> list[set[str]]:
    return [
        {doc.text[m.begin : m.end] for m in entity.mentions if m.form is Form.NAME} for entity in doc.entities
    ]


NAMES: list[tuple[str, list[set[str]]]] = [
    # persons
    ("Thủ tướng [Anna Rosi|P] tới. [Rosi|P] nói.", [{"Anna Rosi", "Rosi"}]),
    ("Bà [Anna Rossini|P] và [Rosini|P] nói.", [{"Anna Rossini", "Rosini"}]),
    ("Ông [Nguyễn Phú An|P] tới. Ông [An|P] nói.", [{"Nguyễn Phú An", "An"}]),
    ("[Kim Jong-un|P] tới. Ông [Kim|P] gặp [Kim Jong - un|P].", [{"Kim Jong-un", "Kim", "Kim Jong - un"}]),
    ("Ông [Vương Minh Triết|P] và ông [Vương|P] nói.", [{"Vương Minh Triết", "Vương"}]),
    ("[Lê Văn Hùng|P] và [Lê Văn Hưng|P] là hai anh em.", [{"Lê Văn Hùng"}, {"Lê Văn Hưng"}]),
    (
        "Bộ trưởng [Nguyễn Văn An|P] gặp Bộ trưởng [Nguyễn Thị Hoa|P].",
        [{"Nguyễn Văn An"}, {"Nguyễn Thị Hoa"}],
    ),
    (
        "Ông [Joe Hill|P] và bà [Jill Hill|P] tới. Ông [Hill|P] nói. Bà [Hill|P] cười.",
        [{"Joe Hill", "Hill"}, {"Jill Hill", "Hill"}],
    ),
    ("Bà [Melania Hill|P] cười. Ông [Hill|P] nói.", [{"Melania Hill"}, {"Hill"}]),
    ("[Hoà|P] gặp [Hòa|P].", [{"Hoà", "Hòa"}]),
    # organisations
    ("[Liên Hợp Quốc|O] ([LHQ|O]) họp. [LHQ|O] lên án.", [{"Liên Hợp Quốc", "LHQ"}]),
    ("[Tổ chức Cây Xanh|O] ([GTO|O]) họp.", [{"Tổ chức Cây Xanh", "GTO"}]),
    ("[UBND tỉnh Lào Cai|O] họp. [UBND tỉnh|O] yêu cầu.", [{"UBND tỉnh Lào Cai", "UBND tỉnh"}]),
    ("[Công an tỉnh Lào Cai|O] bắt. [Công an Lào Cai|O] nói.", [{"Công an tỉnh Lào Cai", "Công an Lào Cai"}]),
    ("[Sở TN - MT|O] và [Sở Tài nguyên và Môi trường|O].", [{"Sở TN - MT", "Sở Tài nguyên và Môi trường"}]),
    ("[Công ty Đầu tư Tâm An|O] và [Tâm An|O].", [{"Công ty Đầu tư Tâm An", "Tâm An"}]),
    ("[Bộ Ngoại giao Ý|O] và [Bộ Ngoại giao Nga|O].", [{"Bộ Ngoại giao Ý"}, {"Bộ Ngoại giao Nga"}]),
    ("[EU|O] và [Liên minh châu Âu|O].", [{"EU", "Liên minh châu Âu"}]),
    # places
    ("[Mỹ|L] và [Hoa Kỳ|L].", [{"Mỹ", "Hoa Kỳ"}]),
    ("[Nga|L], [Liên bang Nga|L] và [Moscow|L].", [{"Nga", "Liên bang Nga"}, {"Moscow"}]),
    ("tỉnh [Hoà Bình|L] và [Hoà Bình|L].", [{"Hoà Bình"}]),
    ("tỉnh [Hoà Bình|L] và thành phố [Hoà Bình|L].", [{"Hoà Bình"}, {"Hoà Bình"}]),
    ("[sông Mekong|L] và [Mekong|L].", [{"sông Mekong", "Mekong"}]),
    ("[Iran|L] và [Iraq|L].", [{"Iran"}, {"Iraq"}]),
    ("[Triều Tiên|L] nói. [Triền Tiên|L] bắn. [Triều Tiên|L] im.", [{"Triều Tiên", "Triền Tiên"}]),
]


@pytest.mark.parametrize(("text", "wanted"), NAMES)
def test_names(text: str, wanted: list[set[str]]) -> None:
    assert clusters(read(text)) == wanted


KINDS: list[tuple[str, dict[str, str]]] = [
    # text, the type of each name
    ("Bão vào [Huế|L], [Vinh|L], [Thạch Hà|P?] và [Kỳ Anh|L].", {"Thạch Hà": "Place"}),
    ("[Lê Văn An|P], [Bùi Văn Ba|P] và [Vũ Sông Mã|O?] tới.", {"Vũ Sông Mã": "Person"}),
    ("[Ý|L], [Nga|L] và [NATO|O] họp. [NATO|O] im.", {"NATO": "Organization"}),
    ("[Infosao|P?] đưa tin [Huế|L] mưa.", {"Infosao": "Organization"}),
    ("Bà [Rossi|P] đưa tin vui.", {"Rossi": "Person"}),
    (
        "[Trường Quốc tế Sao|O] ([VNS|L?]) mở cửa.",
        {"Trường Quốc tế Sao": "Organization"},
    ),
    ("[SVĐ Sông Lam|O?] sáng đèn.", {"SVĐ Sông Lam": "Place"}),
    ("[Raptors|O] áp đảo [Lakersen|O].", {"Lakersen": "Organization"}),
    ("Đoàn tới đảo [Lakersen|O].", {"Lakersen": "Place"}),
    ("Tổng thống [Washington|L] ký luật.", {"Washington": "Person"}),
    ("Thủ tướng tới [Washington|L].", {"Washington": "Place"}),
    ("Thị trưởng [London|L] tới.", {"London": "Place"}),
]


@pytest.mark.parametrize(("text", "wanted"), KINDS)
def test_kinds(text: str, wanted: dict[str, str]) -> None:
    doc = read(text)
    assert {e.name: e.type.value for e in doc.entities if e.name in wanted} == wanted


@pytest.mark.parametrize(
    ("text", "identified"),
    [
        ("Đoàn tới [Rafah|L].", True),
        ("Đoàn tới [Vinh|L].", True),
        ("Mưa ở xã [Vinh|L].", False),
        ("Mưa ở [huyện Vinh|L].", False),
        ("Bộ trưởng [Washington|P] nói.", False),
    ],
)
def test_only_cities_get_a_citys_identifier(text: str, identified: bool) -> None:
    [entity] = read(text).entities
    assert bool(entity.place and entity.place.same_as) == identified


def test_a_known_leader_leads_the_country_that_the_article_names() -> None:
    [held] = read("[Mỹ|L] họp. Tổng thống [Donald Trump|P] và [Nga|L] nói.").positions
    assert (held.title, held.organization) == ("Tổng thống", 0)
    [held] = read("[Nga|L] họp. Tổng thống [Donald Trump|P] nói.").positions
    assert held.organization is None


@pytest.mark.parametrize(
    ("text", "name", "also"),
    [
        ("Mưa ở [huyện Kỳ Sơn|L].", "huyện Kỳ Sơn", "Kỳ Sơn"),
        ("Mưa ở huyện [Kỳ Sơn|L].", "Kỳ Sơn", "huyện Kỳ Sơn"),
        ("[Tập đoàn Nvidia|O] tăng vốn.", "Tập đoàn Nvidia", "Nvidia"),
        ("Mưa ở [quận 1|L].", "quận 1", None),
        ("Mưa ở [TP Hồ Chí Minh|L].", "TP Hồ Chí Minh", None),
        ("Họp về [bán đảo Triều Tiên|L].", "bán đảo Triều Tiên", None),
        ("[Công ty Bình Minh|O] tăng vốn.", "Công ty Bình Minh", None),
    ],
)
def test_names_with_and_without_their_heads(text: str, name: str, also: str | None) -> None:
    [entity] = read(text).entities
    assert (entity.name, entity.names) == (name, () if also is None else (also,))


REFERENCES: list[tuple[str, str, str | None]] = [
    # text, phrase, whom it means
    ("Thủ tướng [Ý|L] [Anna Rossi|P] tới. Thủ tướng [Ý|L] nói.", "Thủ tướng Ý", "Anna Rossi"),
    ("Thủ tướng [Ý|L] [Anna Rossi|P] tới. Nhà lãnh đạo [Ý|L] nói.", "Nhà lãnh đạo Ý", "Anna Rossi"),
    ("Thủ tướng [Ý|L] [Anna Rossi|P] tới. Tổng thống [Nga|L] nói.", "Tổng thống Nga", None),
    ("[Mỹ|L] họp. Ông [Donald Trump|P] tới. Tổng thống [Mỹ|L] nói.", "Tổng thống Mỹ", "Donald Trump"),
    ("[Mỹ|L] họp. Ông [Donald Trump|P] tới. Ngoại trưởng [Mỹ|L] nói.", "Ngoại trưởng Mỹ", None),
    ("Thủ tướng [Ý|L] [Anna Rossi|P] tới. Tổng thống [Ý|L] nói.", "Tổng thống Ý", None),
    ("Thủ tướng Chính phủ [Lê Văn An|P] tới. Thủ tướng nói.", "Thủ tướng", "Lê Văn An"),
    ("Thủ tướng [Lê Văn An|P] tới. Thủ tướng Chính phủ nói.", "Thủ tướng Chính phủ", "Lê Văn An"),
    ("Thủ tướng [Lê Văn An|P] thăm nguyên Thủ tướng [Bùi Ba|P]. Thủ tướng nói.", "Thủ tướng", "Lê Văn An"),
    ("Thủ tướng [Lê Văn An|P] tiếp Thủ tướng [Ý|L] [Anna Rossi|P]. Thủ tướng nói.", "Thủ tướng", "Lê Văn An"),
    ("Thủ tướng [Nga|L] [Petrov|P] gặp Thủ tướng [Ý|L] [Anna Rossi|P]. Thủ tướng nói.", "Thủ tướng", None),
    ("[Ý|L] rút quân. Giới chức [Ý|L] xác nhận.", "Giới chức Ý", "Ý"),
    ("[Ý|L] rút quân. Nước này xác nhận.", "Nước này", "Ý"),
    ("[Ý|L] gặp [Nga|L]. Nước này xác nhận.", "Nước này", None),
    ("[Công an huyện Sa Pa|O] họp. Cảnh sát đã bắt ông An.", "Cảnh sát", "Công an huyện Sa Pa"),
    ("[Công an huyện Sa Pa|O] gặp [Công an Lào Cai|O]. Cảnh sát đã bắt ông An.", "Cảnh sát", None),
    ("[Công an huyện Sa Pa|O] họp. Cảnh sát giao thông đã bắt ông An.", "Cảnh sát", None),
    ("[Công an huyện Sa Pa|O] họp. Hai cảnh sát bị thương.", "cảnh sát", None),
    ("[Công an huyện Sa Pa|O] họp. Chiều nay công an tìm thấy xe.", "công an", "Công an huyện Sa Pa"),
    ("[Công an huyện Sa Pa|O] họp. Lực lượng chức năng đã bắt ông An.", "Lực lượng", "Công an huyện Sa Pa"),
    ("[Công ty Sao Mai|O] vỡ nợ. Toà buộc công ty trả tiền.", "công ty", "Công ty Sao Mai"),
    ("[Công ty Sao Mai|O] vỡ nợ. Các công ty đã rút vốn.", "công ty", None),
    ("[Công ty Sao Mai|O] vỡ nợ. Công ty này nợ thuế.", "Công ty này", "Công ty Sao Mai"),
    ("Ông [Lê Văn An|P] tới Huế. Ông nói sẽ ở lại.", "Ông", "Lê Văn An"),
    ("Ông [Lê Văn An|P] gặp bà [Lê Thu Hà|P]. Bà nói sẽ ở lại.", "Bà", "Lê Thu Hà"),
    ("Ông [Lê Văn An|P] gặp ông [Bùi Văn Ba|P]. Ông nói sẽ ở lại.", "Ông", None),
    ('[Lê Văn An|P] nói: "Tôi tin ông sẽ tới".', "ông", None),
    ("Ông [Lê Văn An|P] tới. Ông chủ quán kể lại.", "Ông", None),
]


@pytest.mark.parametrize(("text", "phrase", "wanted"), REFERENCES)
def test_references(text: str, phrase: str, wanted: str | None) -> None:
    doc = read(text)
    at = doc.text.rindex(phrase)
    meant = [
        e.name for e in doc.entities if any(m.begin == at and m.form is not Form.NAME for m in e.mentions)
    ]
    assert meant == ([] if wanted is None else [wanted])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[Kim Dong|P] [Chul|P] tới.", ["Kim Dong Chul"]),
        ("[Kim Hak|P] - song tới.", ["Kim Hak - song"]),
        ("Ông [Ali Reza|P] - Karimi tới.", ["Ali Reza - Karimi"]),
        ("Ông [An|P] Rezaei tới.", ["An"]),
        ("Ông [Mahmud|P] Rezaei tới.", ["Mahmud Rezaei"]),
        ("[Trump|P] - [Putin|P] gặp nhau.", ["Trump", "Putin"]),
        ("Người phát ngôn [Bộ Ngoại giao Ý Anna Rossi|O] nói.", ["Bộ Ngoại giao Ý", "Anna Rossi"]),
        ("Bộ trưởng [Bộ Giao thông Vận tải|O] nói.", ["Bộ Giao thông Vận tải"]),
        ("Chủ tịch [Quốc hội New Zealand|O] nói.", ["Quốc hội New Zealand"]),
        ("[Ivanka Rossi|P] tới. Ivanka Rossi cười.", ["Ivanka Rossi", "Ivanka Rossi"]),
        ("[lực|O] lượng và [TP|L] họp ở [Ý|L].", ["Ý"]),
        ("[Cảnh|O] sát tới [Huế|L] chiều nay.", ["Huế"]),
        ("[Đảng|O] họp ở [Bắc|L] và [Nam|L] hôm nay.", ["Đảng", "Bắc", "Nam"]),
        ("Tổng thống [Thổ|L] [Nhĩ Kỳ Anna Rossi|P] tới.", ["Thổ Nhĩ Kỳ", "Anna Rossi"]),
        ("Ông tới Hàn Quốc và [Ý|L].", ["Hàn Quốc", "Ý"]),
        ("[Đại sứ quán Hàn Quốc|O] mở cửa.", ["Đại sứ quán Hàn Quốc"]),
    ],
)
def test_names_are_mended(text: str, wanted: list[str]) -> None:
    doc = marked(text)
    assert [doc.text[name.begin : name.end] for name in mend_names(doc)] == wanted


def test_a_name_is_given_in_its_best_spelling() -> None:
    [entity] = read("Thủ tướng [Anna Rosini|P] tới. [Rossini|P] nói. [Rossini|P] cười.").entities
    assert (entity.name, entity.names) == ("Anna Rossini", ("Anna Rosini", "Rossini"))


def test_heads_before_a_name_are_names_but_other_words_are_not() -> None:
    doc = read("Ý yêu cầu [Mỹ|L] rút khỏi tỉnh [Lào Cai|L].")
    assert [(entity.name, entity.names) for entity in doc.entities] == [
        ("Mỹ", ()),
        ("Lào Cai", ("tỉnh Lào Cai",)),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Tập đoàn [Sao Mai|L] mua lại công ty [Sao Mai|L].", "Organization"),
        ("Các công ty [Mỹ|L] rút lui.", "Place"),
        ("[Nhà Trắng|L] im lặng.", "Organization"),
        ("[Đài Loan|O] im lặng.", "Place"),
        ("Ông [Nam Định|P] im lặng.", "Person"),
        ("Quân đội tiến vào [Rafah|P].", "Place"),
    ],
)
def test_one_name_has_one_type(text: str, kind: str) -> None:
    assert [entity.type for entity in read(text).entities] == [kind]


ROW = "[Lê Văn An|P] (30 tuổi, trú tại [Huế|L]), [Bùi Ba|P] và [Lý Tư|P]"
GROUPS: list[tuple[str, str, list[str]]] = [
    # text, phrase, whom it means
    (f"Bắt 3 bị can\nCông an bắt {ROW}.", "3 bị can", ["Lê Văn An", "Bùi Ba", "Lý Tư"]),
    (f"Công an bắt {ROW}. Ba người này khai nhận.", "Ba người này", ["Lê Văn An", "Bùi Ba", "Lý Tư"]),
    (f"Công an bắt {ROW}. Hai người này khai nhận.", "Hai người này", []),
    (f"Công an bắt các bị can {ROW}. Các bị can khai nhận.", "Các bị can", ["Lê Văn An", "Bùi Ba", "Lý Tư"]),
    (f"Đoàn gồm {ROW}. Các nạn nhân đã về nhà.", "Các nạn nhân", []),
    (
        "Công an bắt bị can [Lê Văn An|P]. Sau đó bị can [Bùi Ba|P] ra đầu thú. Hai bị can khai nhận.",
        "Hai bị can",
        ["Lê Văn An", "Bùi Ba"],
    ),
    ("[An|P] và [Ba|P] gặp [Tư|P] và [Hà|P]. Hai bị can khai nhận.", "Hai bị can", []),
    ("Bắt đối tượng cướp vàng\nCông an bắt đối tượng [Lê Văn An|P].", "đối tượng cướp", ["Lê Văn An"]),
    ("Đối tượng [Lê Văn An|P] bỏ trốn. Một đối tượng khác bị bắt.", "đối tượng khác", []),
    ("Đối tượng [Lê Văn An|P] và đối tượng [Bùi Ba|P] bỏ trốn. Đối tượng khai nhận.", "Đối tượng khai", []),
    ("Đối tượng [Lê Văn An|P] bỏ trốn. Truy bắt đối tượng nguy hiểm [Bùi Ba|P].", "đối tượng nguy", []),
]


@pytest.mark.parametrize(("text", "phrase", "wanted"), GROUPS)
def test_groups(text: str, phrase: str, wanted: list[str]) -> None:
    doc = read(text)
    at = doc.text.rindex(phrase)
    meant = [e.name for e in doc.entities if any(m.begin == at for m in e.mentions)]
    assert meant == wanted


def test_words_of_groups_stand_in_their_examples() -> None:
    lexicon = group_lexicon()
    examples = {word: head.example for word, head in lexicon.heads.items()} | lexicon.many
    for word, example in examples.items():
        assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", example, re.IGNORECASE), word


def test_two_countries_are_meant_by_both() -> None:
    doc = read("[Ý|L] và [Nga|L] ký hiệp định. Hai nước sẽ mở cửa khẩu.")
    at = doc.text.index("Hai nước")
    assert [e.name for e in doc.entities if any(m.begin == at for m in e.mentions)] == ["Ý", "Nga"]


Held = list[tuple[str, str, str | None]]
POSITIONS: list[tuple[str, Held]] = [
    (
        "Bộ trưởng [Anna Rossi|P] tới. Bộ trưởng Quốc phòng [Ý|L] [Anna Rossi|P] nói.",
        [("Anna Rossi", "Bộ trưởng Quốc phòng", "Ý")],
    ),
    (
        "Tổng thống [Petrov|P] tới. Tổng thống [Nga|L] sẽ ở lại. [Nga|L] im lặng.",
        [("Petrov", "Tổng thống", "Nga")],
    ),
    (
        "Hoàng thân [Norodom Hill|P] tới. Ông hiện là Chủ tịch đảng [Xanh|O].",
        [("Norodom Hill", "Hoàng thân", None), ("Norodom Hill", "Chủ tịch", "Xanh")],
    ),
    ("[Việt Nam|L] nhất trí. Thủ tướng [Phạm Văn An|P] nói.", [("Phạm Văn An", "Thủ tướng", "Việt Nam")]),
    (
        "Đoàn [Ý|L] do Bộ trưởng [Rossi|P] và Thứ trưởng [Bianchi|P] dẫn đầu đã tới.",
        [("Rossi", "Bộ trưởng", "Ý"), ("Bianchi", "Thứ trưởng", "Ý")],
    ),
    ("Đoàn [Ý|L] được chỉ huy bởi Bộ trưởng [Rossi|P].", [("Rossi", "Bộ trưởng", "Ý")]),
    ("Khách [Ý|L] được tiếp bởi Bộ trưởng [Petrov|P].", [("Petrov", "Bộ trưởng", None)]),
    ("[Ý|L] và [Nga|L] lập đoàn do Bộ trưởng [Petrov|P] dẫn đầu.", [("Petrov", "Bộ trưởng", None)]),
]


@pytest.mark.parametrize(("text", "wanted"), POSITIONS)
def test_positions(text: str, wanted: Held) -> None:
    doc = read(text)
    names = {entity.id: entity.name for entity in doc.entities}
    found = [
        (names[p.person], p.title, None if p.organization is None else names[p.organization])
        for p in doc.positions
    ]
    assert found == wanted


def test_every_name_is_a_mention_of_one_entity() -> None:
    doc = read("[Ý|L], [Anna Rossi|P] và [Rossi|P] ([AFP|O]), [Ý|L].")
    spans = sorted((m.begin, m.end) for e in doc.entities for m in e.mentions if m.form is Form.NAME)
    assert spans == [(name.begin, name.end) for name in doc.names]


@pytest.mark.parametrize(
    "kind", ["administrative", "places", "organizations", "companies", "surnames", "seats", "hyphenated"]
)
def test_words_of_names_stand_in_their_examples(kind: str) -> None:
    for word, example in getattr(name_lexicon(), kind).items():
        assert " ".join(syllables(word)) in " ".join(syllables(example)), word


@pytest.mark.parametrize("kind", ["male", "female", "not_pronouns", "demonstratives", "people_of"])
def test_words_of_nominals_stand_in_their_examples(kind: str) -> None:
    for word, example in getattr(nominal_lexicon(), kind).items():
        assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", example, re.IGNORECASE), word


def test_abbreviations_stand_for_something_longer() -> None:
    lexicon = abbreviation_lexicon()
    assert all(len(long.split()) >= 2 for long in lexicon.words.values())
    assert all(len(long) > len(short) for short, longs in lexicon.names.items() for long in longs)
