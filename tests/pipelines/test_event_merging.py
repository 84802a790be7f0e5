"""Merging: which triggers of an article tell of one event, and how the event is called."""

from __future__ import annotations

import pytest

from graph.model import Article, EntityType, EventType, Form, Role
from pipelines.document import Doc, DocArgument, DocEntity, EntityMention, Trigger
from pipelines.events.labels import label, subtype
from pipelines.events.labels import words_of as label_words
from pipelines.events.merging import Scene, agreed, features, linkage, merge, voted_type, words_of
from pipelines.lexicon_files import LEXICON
from pipelines.segmentation import Segmentation, tokens
from pipelines.trigger_lexicon import fold

CONSULT, COERCE, REJECT = EventType.CONSULT, EventType.COERCE, EventType.REJECT


def doc_of(text: str, names: tuple[str, ...] = ()) -> Doc:
    doc = Segmentation()(Doc(Article("a", text)))
    entities = []
    for number, name in enumerate(names):
        at, mentions = text.find(name), []
        while at >= 0:
            mentions.append(EntityMention(at, at + len(name), Form.NAME))
            at = text.find(name, at + 1)
        entities.append(DocEntity(number, EntityType.PERSON, name, (name,), tuple(mentions)))
    doc.entities = entities
    return doc


def triggers_of(doc: Doc, *wanted: tuple[str, EventType]) -> list[Trigger]:
    """Each words' next occurrence behind the trigger before."""
    found, at = [], 0
    for words, type_ in wanted:
        begin = doc.text.index(words, at)
        at = begin + len(words)
        found.append(Trigger(begin, at, type_, 0.9))
    return found


def test_headline_lead_and_body_tell_of_one_meeting() -> None:
    doc = doc_of(
        "Thủ tướng Lào gặp Chủ tịch nước\n\nThủ tướng Lào hôm qua gặp Chủ tịch nước tại Hà Nội.\n\n"
        "Cuộc gặp này kéo dài một giờ.",
        ("Lào", "Hà Nội"),
    )
    triggers = triggers_of(doc, ("gặp", CONSULT), ("gặp", CONSULT), ("Cuộc gặp", CONSULT))
    assert merge(doc, triggers) == [[0, 1, 2]]


def test_each_person_arrested_is_an_event() -> None:
    doc = doc_of(
        "Hai cựu giám đốc bị bắt\n\nCông an tỉnh bắt ông An vì nhận tiền.\n\n"
        "Ba tháng sau, công an tỉnh bắt ông Bình khi ông này ra sân bay.",
        ("An", "Bình"),
    )
    triggers = triggers_of(doc, ("bắt ông An", COERCE), ("bắt ông Bình", COERCE))
    triggers = [Trigger(t.begin, t.begin + 3, t.type, t.score) for t in triggers]
    who = [[DocArgument(Role.RECIPIENT, entity, 0.9, None)] for entity in (0, 1)]
    assert merge(doc, triggers, who) == [[0], [1]]


def test_what_both_sentences_have_and_others_have_not_is_evidence() -> None:
    doc = doc_of("Tin\n\nHọ gặp nhau ở Lào lúc 9 giờ. Họ ăn cơm. Họ gặp nhau ở Lào lúc 10 giờ.", ("Lào",))
    found = features(Scene(doc, triggers_of(doc, ("gặp", CONSULT), ("gặp", CONSULT))), 0, 1)
    assert {"sentences few 3", "numbers none same", "behind True same", "close same same"} <= set(found)


def test_different_types_stay_apart_and_order_is_kept() -> None:
    doc = doc_of("Tin\n\nÔng An huỷ cuộc họp với ông Bình.", ("An", "Bình"))
    assert merge(doc, triggers_of(doc, ("huỷ", REJECT), ("cuộc họp", CONSULT))) == [[0], [1]]
    assert merge(doc, []) == []


def test_an_unsure_type_gives_way_to_the_same_words_elsewhere() -> None:
    doc = doc_of("Tin\n\nHọ gặp nhau. Họ gặp nhau. Họ gặp nhau.")
    sure = triggers_of(doc, ("gặp", CONSULT), ("gặp", CONSULT))
    at = doc.text.rindex("gặp")
    doubtful = Trigger(at, at + 3, COERCE, 0.4)
    assert [t.type for t in agreed(doc, [*sure, doubtful])] == [CONSULT] * 3
    certain = Trigger(at, at + 3, COERCE, 0.95)
    assert agreed(doc, [*sure, certain])[2].type is COERCE
    assert voted_type([*sure, doubtful])[0] is CONSULT


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({(0, 1): 2.0, (0, 2): 1.0, (1, 2): 1.0}, [[0, 1, 2]]),
        ({(0, 1): 2.0, (0, 2): 1.0, (1, 2): -3.0}, [[0, 1], [2]]),
        ({(0, 1): -1.0}, [[0], [1], [2]]),
        ({}, [[0], [1], [2]]),
    ],
)
def test_average_linkage(scores: dict[tuple[int, int], float], expected: list[list[int]]) -> None:
    assert linkage(3, scores, 0.0) == expected


@pytest.mark.parametrize(
    ("text", "words", "names", "expected"),
    [
        (
            "Ông An huỷ chuyến thăm Washington vào hôm qua.",
            "huỷ",
            ("An", "Washington"),
            "huỷ chuyến thăm Washington",
        ),
        ("Nga đàm phán với Nhật Bản.", "đàm phán", ("Nga", "Nhật Bản"), "đàm phán với Nhật Bản"),
        ("Ông Puig bị bắt.", "bắt", ("Puig",), "Puig bị bắt"),
        ("Cuộc họp, theo ông An, đã xong.", "Cuộc họp", ("An",), "cuộc họp"),
        ("Mỹ rút quân khỏi Syria sau bảy năm.", "rút quân", ("Mỹ", "Syria"), "rút quân khỏi Syria"),
    ],
)
def test_labels(text: str, words: str, names: tuple[str, ...], expected: str) -> None:
    doc = doc_of(f"Tin\n\n{text}", names)
    assert label(doc, triggers_of(doc, (words, CONSULT))) == expected


def test_subtypes_come_from_the_lexicon() -> None:
    doc = doc_of("Tin\n\nHai tổng thống điện đàm. Cuộc điện đàm kéo dài.")
    triggers = triggers_of(doc, ("điện đàm", CONSULT), ("Cuộc điện đàm", CONSULT))
    assert subtype(doc, triggers, CONSULT) == "phone_call"
    assert subtype(doc, triggers, COERCE) is None


@pytest.mark.parametrize(
    ("file", "group"),
    [("merging", g) for g in ("heads", "pointing", "plural", "other", "stop")]
    + [("labels", g) for g in ("ends", "links", "auxiliaries")],
)
def test_each_group_of_words_is_in_its_example(file: str, group: str) -> None:
    import yaml

    example = yaml.safe_load((LEXICON / f"{file}.yaml").read_text(encoding="utf-8"))[group]["example"]
    words = words_of(group) if file == "merging" else label_words(group)
    assert words & {fold(t.text) for t in tokens(example)}
