"""Times: sentence and date of publication → words and values, from a table of our own sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import DothiError
from graph.model import Article
from pipelines.document import Doc
from pipelines.segmentation import Segmentation
from pipelines.temporal import Temporal, find
from pipelines.temporal.lexicon import Entry, load

TABLE = Path(__file__).parent / "time_expressions.tsv"

Row = tuple[str | None, str, list[tuple[str, str | None]]]


def rows() -> list[Row]:
    found: list[Row] = []
    for line in TABLE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            day, sentence, expected = line.split("\t")
            pairs = [p.rsplit(" = ", 1) for p in _split(expected)]
            values = [(words, None if value == "None" else value) for words, value in pairs]
            found.append((None if day == "-" else day, sentence, values))
    return found


def _split(expected: str) -> list[str]:
    """Cut at the commas that stand behind a value."""
    parts: list[str] = []
    for piece in expected.split(", "):
        if parts and " = " not in parts[-1]:
            parts[-1] += ", " + piece
        elif piece:
            parts.append(piece)
    return parts


@pytest.mark.parametrize(("day", "sentence", "expected"), rows())
def test_table(day: str | None, sentence: str, expected: list[tuple[str, str | None]]) -> None:
    found = find(sentence, day)
    assert [t.value for t in found] == [value for _, value in expected]
    for time, (words, _) in zip(found, expected, strict=True):
        at = sentence.find(words)
        assert time.begin <= at, "the expression begins with the words of the table, or before"
        assert at < time.end
        assert time.end >= at + len(words)


def test_the_table_is_large() -> None:
    assert len(rows()) >= 250


@pytest.mark.parametrize(
    ("sentence", "explicit"),
    [
        ("Ngày 5/6, mưa.", True),
        ("Năm 2015, mưa.", True),
        ("Hồi tháng 4, mưa.", True),
        ("Hôm qua (27/3), mưa.", True),
        ("Hôm qua, mưa.", False),
        ("Tuần trước, mưa.", False),
        ("Hôm thứ Ba, mưa.", False),
        ("Năm ngoái, mưa.", False),
        ("Mới đây, mưa.", False),
    ],
)
def test_explicit(sentence: str, explicit: bool) -> None:
    assert [t.explicit for t in find(sentence, "2024-03-28")] == [explicit]


_LISTS = (
    "parts_of_day",
    "day_pointers",
    "periods",
    "weekdays",
    "months",
    "turns",
    "anaphors",
    "vague",
    "holidays",
    "introducers",
    "future_cues",
    "past_cues",
)
FOUND = [entry for name in _LISTS for entry in getattr(load(), name)]


@pytest.mark.parametrize("entry", FOUND, ids=lambda e: e.words[0])
def test_lexicon_examples_hold_a_time(entry: Entry) -> None:
    low = entry.example.lower()
    assert any(w in low for w in entry.words), "the example uses the entry's own words"
    assert find(entry.example, "2024-03-28")


@pytest.mark.parametrize("entry", [*load().not_dates, *load().fraction_nouns], ids=lambda e: e.words[0])
def test_lexicon_examples_hold_no_date(entry: Entry) -> None:
    assert any(w in entry.example.lower() for w in entry.words)
    assert not find(entry.example, "2024-03-28")


def test_future_cue_turns_a_date() -> None:
    assert find("Hội nghị sẽ khai mạc ngày 7/5.", "2025-05-06")[0].value == "2025-05-07"
    assert find("Hội nghị khai mạc hôm 27/5.", "2025-05-06")[0].value == "2024-05-27"


def test_no_year_is_invented() -> None:
    for _, sentence, _ in rows():
        for time in find(sentence):
            if time.value and not time.value.startswith("--"):
                assert time.value[:4] in sentence or "-" in sentence or "/" in sentence


def test_offsets_hold_in_long_text() -> None:
    text = "İstanbul mưa. " * 3 + "Ngày 5/6/2019, trời tạnh."
    (time,) = find(text)
    assert text[time.begin : time.end] == "Ngày 5/6/2019"


def test_a_wrong_date_is_told() -> None:
    with pytest.raises(DothiError, match="YYYY-MM-DD"):
        find("Hôm nay.", "28.3.2024")


def test_step_keeps_what_lies_in_sentences() -> None:
    doc = Segmentation()(
        Doc(Article("a", "Cầu sập ở Huế\n\nNgày 5/6, cầu sập. Hôm sau, xe qua phà.", date="2019-06-07"))
    )
    assert [t.value for t in Temporal()(doc).times] == ["2019-06-05", "2019-06-06"]


@pytest.mark.parametrize("headline", ["Báo ra số đầu", "Tỉnh mở hội thu", "Giá vàng lên từ"])
def test_no_time_begins_on_the_line_before(headline: str) -> None:
    (found,) = find(f"{headline}\nNgày 4/5, báo họp.")
    assert found.begin == len(headline) + 1
