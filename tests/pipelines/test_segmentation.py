"""Tokens, sentences, blocks and teasers: what stands in the text, and what is found in it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import Article
from pipelines import boilerplate
from pipelines.boilerplate import Rule
from pipelines.document import Doc
from pipelines.segmentation import Segmentation, Word, sentence_spans, sentence_words, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sáng 27/3, giá 1.200 đồng.", "Sáng|27/3|,|giá|1.200|đồng|."),
        ("từ 12-15/9/2024 lúc 10:30", "từ|12|-|15/9/2024|lúc|10:30"),
        ("tăng 7,5% (khoảng 3 tỉ USD)", "tăng|7,5|%|(|khoảng|3|tỉ|USD|)"),
        ("16h35, 300ha, 10.000m2, A321", "16h35|,|300ha|,|10.000m2|,|A321"),
        ("bà Karine Jean-Pierre và Covid-19", "bà|Karine|Jean-Pierre|và|Covid-19"),
        ("tiêm kích F-35B, ông Kim Jong-un", "tiêm|kích|F-35B|,|ông|Kim|Jong-un"),
        ("thượng đỉnh Mỹ-Triều", "thượng|đỉnh|Mỹ|-|Triều"),
        ("Nga-Trung-Mỹ", "Nga|-|Trung|-|Mỹ"),
        ("tuyến Hà Nội-Hải Phòng", "tuyến|Hà|Nội|-|Hải|Phòng"),
        ("biên giới Israel–Lebanon", "biên|giới|Israel|–|Lebanon"),
        ("tại TP.HCM, TP. Huế, TP.Vinh", "tại|TP.HCM|,|TP|.|Huế|,|TP|.|Vinh"),
        ("P.11, Q.5", "P.11|,|Q.5"),
        ("PGS.TS.Lò Văn Panh", "PGS.TS|.|Lò|Văn|Panh"),
        ("George H.W. Bush", "George|H.W|.|Bush"),
        ("VOV.VN - Theo zing.vn", "VOV.VN|-|Theo|zing.vn"),
        ("xem https://a.vn/tin?x=1.", "xem|https://a.vn/tin?x=1|."),
        ("gửi a.b@c.com.vn nhé", "gửi|a.b@c.com.vn|nhé"),
        ("huyện Cư M’gar, K'Bang, AT&T", "huyện|Cư|M’gar|,|K'Bang|,|AT&T"),
        ("“Chờ đã...” 'Đi!'", "“|Chờ|đã|...|”|'|Đi|!|'"),
        ("29/2024/NĐ-CP", "29/2024|/|NĐ|-|CP"),
        ("100 km/h", "100|km|/|h"),
        ("về thành phố.Ông đi", "về|thành|phố|.|Ông|đi"),
        ("a\u200bb\u00a0c\ufeff", "a|b|c"),
        ("", ""),
    ],
)
def test_tokens(text: str, expected: str) -> None:
    assert "|".join(token.text for token in tokens(text)) == expected


@given(st.text(alphabet="aAđĐếẾ 1.2,-–/:'’“”()%…\n\u0301\u200b@&VOV", max_size=60))
def test_tokens_are_exact_and_leave_nothing_out(text: str) -> None:
    found = tokens(text)
    assert all(text[token.begin : token.end] == token.text for token in found)
    rest = list(text)
    for token in found:
        rest[token.begin : token.end] = " " * (token.end - token.begin)
    assert re.fullmatch(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*", "".join(rest))
    assert [token.begin for token in found] == sorted({token.begin for token in found})


def sentences(text: str) -> list[str]:
    return [text[begin:end] for begin, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "marked",
    [
        "Nước rút. | Dân về nhà.",
        "Ông Thạch nói: “Đê còn vững.” | Dân yên tâm.",
        "“Đê còn vững!”, ông nói.",
        "“Đê có vững không?” bà hỏi.",
        "“Nước rút. | Dân về. | Đê còn vững”, ông nói.",
        "Giá 1.200 đồng một ký.",
        "Họ hẹn ngày 7/10. | Sau đó không ai đến.",
        "Bà sống ở TP. Huế và Q. 5.",
        "Ông George H. W. Bush đến thăm.",
        "Ông Eliot L. Engel phản đối.",
        "Đó là chị L.H. N.T. ở Gò Sắn.",
        "Họ tìm ông B. | Ông đã đi.",
        "Cả châu Á. | Washington im lặng.",
        "Nước lên... | Dân đi.",
        "Nước lên... rồi lại xuống.",
        "Nước lên… | Dân đi.",
        "Dân đi? | Không!",
        "1. Nước lên.",
        "II. Nước lên. | Dân đi.",
        "(Nước lên.) | Dân đi.",
        "Lúc 10h. | 30 người đã đi.",
        "Theo PGS.TS. Lò Văn Panh, đê vững.",
    ],
)
def test_sentences(marked: str) -> None:
    assert sentences(marked.replace(" | ", " ")) == marked.split(" | ")


def test_a_full_stop_without_its_space_still_ends_a_sentence() -> None:
    assert sentences("Không ai bị thương.Ông Thạch nói vậy.") == ["Không ai bị thương.", "Ông Thạch nói vậy."]


@pytest.mark.parametrize("example", [entry.example for entry in sentence_words().abbreviations])
def test_abbreviations(example: str) -> None:
    assert sentences(example) == [example]


@pytest.mark.parametrize("opener", sentence_words().openers, ids=lambda opener: opener.word)
def test_openers(opener: Word) -> None:
    assert [part.split()[0] for part in sentences(opener.example)][1:] == [opener.word]


MATCHERS: dict[str, Callable[[str, str], object]] = {
    "boilerplate": re.fullmatch,
    "related": re.fullmatch,
    "credits": re.fullmatch,
    "bylines": lambda pattern, line: re.fullmatch(boilerplate.AUTHORS + pattern, line),
    "trailing_credits": lambda pattern, line: re.search(f"(?:{pattern})$", line),
    "captions": re.search,
    "prefixes": re.match,
}


@pytest.mark.parametrize(
    ("kind", "rule"), [(kind, rule) for kind in MATCHERS for rule in getattr(boilerplate.rules(), kind)]
)
def test_rules_catch_their_example_and_leave_their_counter(kind: str, rule: Rule) -> None:
    assert MATCHERS[kind](rule.pattern, rule.example)
    assert rule.counter is None or not MATCHERS[kind](rule.pattern, rule.counter)


def kinds(text: str, title: str = "") -> list[tuple[str, str]]:
    return [(block.kind.value, text[block.begin : block.end]) for block in boilerplate.blocks(text, title)]


PAGE = """Nước lũ rút chậm ở Gò Sắn

Lò Thị Mẩy

TTO - Nước lũ ở Gò Sắn đã rút 20cm. Đê vẫn vững.
Người dân lội qua chợ Gò Sắn - Ảnh: Vi Văn Tư
Ông Lê Hữu Thạch (giữa) thị sát đê.
Một đoạn đê vừa được gia cố.
Ảnh: Vi Văn Tư

Ông Thạch cho biết 300 hộ dân sẽ về nhà vào cuối tuần.
Xem thêm: Chuyện những con đê
>> Toàn cảnh mùa lũ

Mẩy - Tư (tổng hợp)
Theo Tin Mẫu

Mời bạn đọc theo dõi Tin Mẫu trên Zalo
"""


def test_blocks() -> None:
    assert kinds(PAGE) == [
        ("headline", "Nước lũ rút chậm ở Gò Sắn"),
        ("byline", "Lò Thị Mẩy"),
        ("byline", "TTO -"),
        ("lead", "Nước lũ ở Gò Sắn đã rút 20cm. Đê vẫn vững."),
        ("caption", "Người dân lội qua chợ Gò Sắn"),
        ("byline", "- Ảnh: Vi Văn Tư"),
        ("caption", "Ông Lê Hữu Thạch (giữa) thị sát đê."),
        ("caption", "Một đoạn đê vừa được gia cố."),
        ("byline", "Ảnh: Vi Văn Tư"),
        ("paragraph", "Ông Thạch cho biết 300 hộ dân sẽ về nhà vào cuối tuần."),
        ("boilerplate", "Xem thêm: Chuyện những con đê"),
        ("boilerplate", ">> Toàn cảnh mùa lũ"),
        ("byline", "Mẩy - Tư (tổng hợp)"),
        ("byline", "Theo Tin Mẫu"),
        ("boilerplate", "Mời bạn đọc theo dõi Tin Mẫu trên Zalo"),
    ]


R = ["related", "related", "byline"]


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("Chỉ một dòng.", "", ["paragraph"]),
        ("Chỉ một dòng", "Chỉ một dòng", ["headline"]),
        ("Câu đầu là văn xuôi.\nCâu sau nữa.", "", ["paragraph", "paragraph"]),
        ("Câu đầu là đầu đề.\nCâu sau nữa.", "Câu đầu là đầu đề.", ["headline", "lead"]),
        ("Có thật không?\nCâu sau.", "", ["headline", "lead"]),
        ("Chờ đã...\nCâu sau.", "", ["headline", "lead"]),
        ("Đầu đề\r\nCâu một.\r\nCâu hai.\r\n", "", ["headline", "lead", "paragraph"]),
        (
            "Đầu đề\nCâu một.\nCâu hai.\nXem thêm:\nBão vào bờ\nLò Mẩy",
            "",
            ["headline", "lead", "paragraph", *R],
        ),
        (
            "Đầu đề\nCâu một.\nCâu hai.\n. Lò Mẩy (Theo Tin Mẫu)",
            "",
            ["headline", "lead", "paragraph", "byline"],
        ),
        (
            "Đầu đề\nCâu một.\nCâu hai.\n[Video] Bão vào bờ",
            "",
            ["headline", "lead", "paragraph", "boilerplate"],
        ),
        ("\n\n", "", []),
        ("", "", []),
    ],
)
def test_headline_and_lead(text: str, title: str, expected: list[str]) -> None:
    assert [kind for kind, _ in kinds(text, title)] == expected


TEASERS = """Đầu đề của bài
Thân bài thứ nhất.
Thân bài thứ hai.

Tin liên quan

Bão vào bờ ở Gò Sắn
Bão vào bờ ở Gò Sắn

TTO - Bão đã vào bờ hôm qua.

Bão vào bờ ở Gò Sắn

Giá gạo tăng
Giá gạo tăng

Giá gạo hôm nay tăng 5%.
"""


def segmented(text: str) -> Doc:
    return Segmentation()(Doc(Article("a", text, date="2024-03-28", publisher="Tin Mẫu")))


def test_each_teaser_becomes_one_small_article() -> None:
    doc = segmented(TEASERS)
    assert [doc.text[s.begin : s.end] for s in doc.sentences] == [
        "Đầu đề của bài",
        "Thân bài thứ nhất.",
        "Thân bài thứ hai.",
    ]
    storm, rice = doc.related
    assert (storm.id, storm.title) == ("a-related-1", "Bão vào bờ ở Gò Sắn")
    assert storm.text == "Bão vào bờ ở Gò Sắn\nTTO - Bão đã vào bờ hôm qua."
    assert rice == Article(
        "a-related-2",
        "Giá gạo tăng\nGiá gạo hôm nay tăng 5%.",
        "Giá gạo tăng",
        "2024-03-28",
        publisher="Tin Mẫu",
    )


def test_prose_goes_on_behind_teasers_in_the_middle() -> None:
    doc = segmented("Đầu đề\nCâu một.\nTin liên quan\nBão vào bờ\nCâu hai.\nCâu ba.\nCâu bốn.\nCâu năm.")
    assert [article.title for article in doc.related] == ["Bão vào bờ"]
    assert [doc.text[s.begin : s.end] for s in doc.sentences][-1] == "Câu năm."


def test_every_token_lies_in_one_sentence_and_every_sentence_in_its_block() -> None:
    doc = segmented(PAGE)
    assert [index for s in doc.sentences for index in range(s.first, s.last)] == list(range(len(doc.tokens)))
    for sentence in doc.sentences:
        block = doc.blocks[sentence.block]
        assert block.begin <= sentence.begin < sentence.end <= block.end
        assert sentence.begin == doc.tokens[sentence.first].begin
        assert doc.tokens[sentence.last - 1].end == sentence.end
