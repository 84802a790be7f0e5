"""The lexicon of trigger words: every entry is found in its example, and the matcher keeps its rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from graph.errors import DothiError
from graph.model import EventType
from pipelines.lexicon_files import LEXICON, read_yaml
from pipelines.segmentation import tokens
from pipelines.trigger_lexicon import (
    Entry,
    Frame,
    fold_words,
    non_events,
    read_entries,
    trigger_lexicon,
)


def words_of(text: str) -> list[str]:
    return [t.text for t in tokens(text)]


def found(text: str) -> list[tuple[str, str]]:
    words = words_of(text)
    matches = trigger_lexicon().match(words)
    return [(" ".join(words[m.first : m.last]), m.entries[0].type.value) for m in matches]


def lines() -> list[list[Entry]]:
    """The entries of each line of the lexicon together: the words alone and their nominalisations."""
    grouped: dict[tuple[EventType, str, str], list[Entry]] = {}
    for entry in read_entries():
        bare = entry.words.removeprefix(entry.head).strip()
        grouped.setdefault((entry.type, bare, entry.example), []).append(entry)
    return list(grouped.values())


def test_there_are_enough_words_of_every_type() -> None:
    counts = Counter(group[0].type for group in lines())
    assert sum(counts.values()) >= 1500
    assert set(counts) == set(EventType)
    assert min(counts.values()) >= 30


@pytest.mark.parametrize("type_", list(EventType))
def test_every_entry_is_found_in_its_example(type_: EventType) -> None:
    missed = []
    for group in lines():
        entry = group[0]
        if entry.type != type_:
            continue
        wanted = {fold_words(e.words) for e in group}
        words = words_of(entry.example)
        matches = trigger_lexicon().match(words)
        if not any(
            fold_words(" ".join(words[m.first : m.last])) in wanted
            and any(e.type == type_ for e in m.entries)
            for m in matches
        ):
            missed.append((entry.words, entry.example))
    assert missed == []


def test_words_stand_once_in_a_type() -> None:
    counts = Counter((group[0].type, fold_words(group[0].words)) for group in lines())
    assert [key for key, n in counts.items() if n > 1] == []


def test_examples_of_non_events_hold_their_words_and_do_not_match() -> None:
    for words in non_events():
        assert trigger_lexicon().lookup(words) == (), words
        assert trigger_lexicon().match(words.split()) == [], words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nga bỏ phiếu trắng", [("bỏ phiếu trắng", "VOTE")]),
        ("Mỹ hủy chuyến thăm", [("hủy", "REJECT"), ("chuyến thăm", "CONSULT")]),
        ("MỸ HUỶ CHUYẾN THĂM", [("HUỶ", "REJECT"), ("CHUYẾN THĂM", "CONSULT")]),
        ("Uỷ ban kỉ luật ông An", [("kỉ luật", "SANCTION")]),
        (
            "Cuộc tấn công làm hai người thiệt mạng",
            [("Cuộc tấn công", "ASSAULT"), ("thiệt mạng", "CASUALTY")],
        ),
        ("Động thái này khiến ông phát biểu", []),
        ("Ông cho biết thêm điều đó", []),
        ("Quyết định này bị phản đối", [("phản đối", "REJECT")]),
        ("", []),
    ],
)
def test_the_longest_words_win(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_one_word_may_have_several_types() -> None:
    types = {e.type for e in trigger_lexicon().lookup("rút khỏi")}
    assert types == {EventType.RETREAT, EventType.REJECT}


def test_every_frame_is_valid_and_used() -> None:
    frames = read_yaml(LEXICON / "frames.yaml", dict[str, Frame])
    used = {e.frame for e in read_entries()}
    assert [name for name, frame in frames.items() if frame not in used] == []


def test_a_broken_file_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "triggers").mkdir()
    frames = "meet: {agent: [subject], recipient: [object], example: Nga gặp Mỹ.}"
    (tmp_path / "frames.yaml").write_text(frames, encoding="utf-8")
    broken = tmp_path / "triggers" / "vote.yaml"
    entry = "{words: bầu, weight: 1.0, example: Họ bầu.}"
    file = f"type: VOTE\ncovers: votes\ngroups: [{{about: x, frame: nope, entries: [{entry}]}}]"
    broken.write_text(file, encoding="utf-8")
    with pytest.raises(DothiError, match=r"vote\.yaml: bầu: no frame 'nope'"):
        read_entries(tmp_path)
    broken.write_text("type: NONSENSE")
    with pytest.raises(DothiError, match=r"vote\.yaml: not a valid lexicon file"):
        read_entries(tmp_path)
