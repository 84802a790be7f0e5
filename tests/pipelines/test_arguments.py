"""Participants of events, as tables: a marked sentence, and who is what in it."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from graph.model import Article, EntityType, EventType, Form, Role
from pipelines.document import Doc, DocArgument, DocEntity, EntityMention, Span, Trigger
from pipelines.events.arcs import Arc
from pipelines.events.arguments import (
    NETWORK,
    NETWORK_PERSON,
    PERSON,
    arguments,
    averaged,
    load,
    of_event,
    read_weights,
    write_weights,
)
from pipelines.events.evidence import Candidate
from pipelines.events.function_words import FunctionWord, function_words
from pipelines.events.scene import Scene
from pipelines.segmentation import Segmentation
from pipelines.temporal import Temporal

TYPES = {"P": EntityType.PERSON, "O": EntityType.ORGANIZATION, "L": EntityType.PLACE}
MARK = re.compile(r"\[([POL]):([^\]]*)\]|\{([A-Z]+):([^}]*)\}")


def marked(text: str) -> tuple[Doc, list[Trigger]]:
    """A document from a text with [P:a person], [O:…], [L:…] and {TYPE:trigger} marked in it."""
    plain, at = "", 0
    mentions: dict[tuple[str, str], list[EntityMention]] = {}
    triggers: list[Trigger] = []
    for mark in MARK.finditer(text):
        plain += text[at : mark.start()]
        words = mark[2] or mark[4]
        span = len(plain), len(plain) + len(words)
        if mark[1]:
            mentions.setdefault((mark[1], words), []).append(EntityMention(*span, Form.NAME))
        else:
            triggers.append(Trigger(*span, EventType(mark[3]), 1.0))
        plain, at = plain + words, mark.end()
    doc = Temporal()(Segmentation()(Doc(Article("a", plain + text[at:]))))
    doc.entities = tuple(
        DocEntity(n, TYPES[kind], name, (), tuple(found))
        for n, ((kind, name), found) in enumerate(mentions.items())
    )
    return doc, triggers


def found(text: str) -> set[tuple[str, str]]:
    """Role and name of the arguments of the first trigger's event."""
    doc, triggers = marked(text)
    kept = of_event([arguments(doc, triggers)[0]])
    return {(a.role.value, doc.entities[a.entity].name) for a in kept}


PARTICIPANTS = [
    ("Tổng thống [P:Rossi] {ACCUSE:chỉ trích} [O:Bộ Y tế].", {"agent Rossi", "recipient Bộ Y tế"}),
    ("[L:Iran] {ACCUSE:cáo buộc} [L:Mỹ] can thiệp.", {"agent Iran", "recipient Mỹ"}),
    (
        "Ông [P:Trần Văn Bé] bị [O:Công an Hà Nam] {COERCE:bắt giữ}.",
        {"agent Công an Hà Nam", "recipient Trần Văn Bé"},
    ),
    (
        "Thủ tướng [P:Anna Rossi] {CONSULT:hội đàm} với Tổng thống [P:Karl Weber].",
        {"agent Anna Rossi", "recipient Karl Weber"},
    ),
    (
        "{CONSULT:Cuộc gặp} giữa [P:Anna Rossi] và [P:Karl Weber] kéo dài hai giờ.",
        {"agent Anna Rossi", "agent Karl Weber"},
    ),
    ("[L:Nga] và [L:Đức] {CONSULT:hội đàm} về năng lượng.", {"agent Nga", "agent Đức"}),
    ("[L:Nhật Bản] {AID:viện trợ} gạo cho [L:Yemen].", {"agent Nhật Bản", "recipient Yemen"}),
    ("Bà [P:Anna Rossi] {PERSONNEL:từ chức} hôm qua.", {"agent Anna Rossi"}),
    (
        "Ngoại trưởng [L:Đức] [P:Karl Weber] {REQUEST:kêu gọi} [L:Iran] kiềm chế.",
        {"agent Karl Weber", "recipient Iran"},
    ),
]


@pytest.mark.parametrize(("text", "wanted"), PARTICIPANTS, ids=[t for t, _ in PARTICIPANTS])
def test_participants(text: str, wanted: set[str]) -> None:
    assert {f"{role} {name}" for role, name in found(text) if role != "place"} == wanted


PLACES = [
    ("Hai bên {CONSULT:gặp nhau} tại [L:Geneva].", "Geneva"),
    ("Một trận {DISASTER:động đất} xảy ra ở [L:Chile] sáng nay.", "Chile"),
    ("[P:Anna Rossi] {ACCUSE:chỉ trích} [P:Karl Weber].", None),
]


@pytest.mark.parametrize(("text", "wanted"), PLACES, ids=[t for t, _ in PLACES])
def test_place(text: str, wanted: str | None) -> None:
    assert next((name for role, name in found(text) if role == "place"), None) == wanted


def test_every_score_is_a_probability_and_the_evidence_is_a_mention() -> None:
    doc, triggers = marked("[L:Iran] {ACCUSE:cáo buộc} [L:Mỹ]. [L:Mỹ] {REJECT:bác bỏ} điều này.")
    mentions = {(m.begin, m.end) for e in doc.entities for m in e.mentions}
    for row in arguments(doc, triggers):
        assert row, "a trigger beside names has probable arguments"
        for argument in row:
            assert 0 < argument.score <= 1
            assert argument.evidence is not None
            assert (argument.evidence.begin, argument.evidence.end) in mentions


def test_nothing_to_find() -> None:
    doc, triggers = marked("Trời {DISASTER:mưa lớn}. Đường ngập.")
    assert arguments(doc, triggers) == [[]]
    assert arguments(doc, []) == []
    assert of_event([]) == []


def argument(role: Role, entity: int, score: float, begin: int = 0) -> DocArgument:
    return DocArgument(role, entity, score, Span(begin, begin + 1))


def test_the_text_network_counts_less_for_persons() -> None:
    """It takes too many persons for agents, so that its opinion moves them less."""
    found = [Candidate(n, Span(0, 1), ()) for n in (1, 2, 3)]
    odds = np.zeros((3, 3), np.float32)
    seen = [Arc(n, Span(0, 1), Form.NAME, 0.9, 0.1, 0.1, 0.1) for n in (1, 2)]
    moved = averaged(found, odds, seen, {1: NETWORK, 2: NETWORK_PERSON, 3: NETWORK})
    assert moved[0, 0] > moved[1, 0] > 0 > moved[1, 1] > moved[0, 1]
    assert moved[2].tolist() == [0, 0, 0], "an entity that the network was not asked for keeps what it has"


def test_an_event_takes_its_arguments_from_all_its_triggers() -> None:
    first = [argument(Role.AGENT, 1, 0.99, 10), argument(Role.PLACE, 3, 0.97, 30)]
    second = [argument(Role.RECIPIENT, 2, 0.99, 20), argument(Role.AGENT, 1, 0.6, 40)]
    kept = of_event([first, second])
    assert {(a.role, a.entity) for a in kept} == {(Role.AGENT, 1), (Role.RECIPIENT, 2), (Role.PLACE, 3)}
    assert {a.entity: a.evidence for a in kept}[1] == Span(10, 11), "the best evidence is kept"


def test_an_entity_is_agent_or_recipient_not_both_and_there_is_one_place() -> None:
    row = [
        argument(Role.AGENT, 1, 0.95),
        argument(Role.RECIPIENT, 1, 0.9),
        argument(Role.PLACE, 2, 0.9),
        argument(Role.PLACE, 3, 0.8),
    ]
    assert {(a.role, a.entity) for a in of_event([row])} <= {(Role.AGENT, 1), (Role.PLACE, 2)}


def test_what_is_not_sure_is_left_out() -> None:
    row = [argument(Role.AGENT, 1, 0.06), argument(Role.RECIPIENT, 2, 0.99)]
    assert [a.entity for a in of_event([row])] == [2]
    assert of_event([row], certainty=0.2) == []


def test_persons_must_be_surer_than_others() -> None:
    """A wrong edge between two people is the worst error, so a doubtful one is left out."""
    least = load().thresholds[0]
    middle = (least + PERSON) / 2
    assert least < middle < PERSON
    weights = replace(load(), combine=np.array([[0, 1, 0, 0, 0, 0]] * 3, np.float32))
    doubtful = [[argument(Role.AGENT, 1, middle)]]
    assert [a.entity for a in of_event(doubtful, weights)] == [1]
    assert of_event(doubtful, weights, persons={1}) == []


def test_titles_name_whom_a_person_speaks_for_not_who_acts() -> None:
    doc, triggers = marked("Ngoại trưởng [L:Đức] [P:Karl Weber] {CONSULT:gặp} [P:An], [P:Bình] và [P:Chi].")
    scene = Scene(doc, triggers)
    phrases = [scene.phrases[0][p.first] for p in scene.points[0]]
    assert [p.modifier for p in phrases] == [True, False, False, False, False]
    assert [p.order for p in phrases] == [0, 0, 0, 1, 2], "members of a row share what leads to it"


def test_weights_are_read_as_written() -> None:
    weights = load()
    again = read_weights(write_weights(weights))
    assert list(again.network.names) == list(weights.network.names)
    assert (again.network.direct == weights.network.direct).all()
    assert write_weights(again) == write_weights(weights)


def test_weights_are_small() -> None:
    path = files("pipelines") / "models" / "arguments.npz"
    assert len(path.read_bytes()) <= 2_000_000


def all_function_words() -> list[FunctionWord]:
    lists = function_words()
    return [*lists.case, *lists.voice, *lists.clause, *lists.aspect, *lists.noun, *lists.deixis]


@pytest.mark.parametrize("entry", all_function_words(), ids=lambda entry: entry.word)
def test_function_words_stand_in_their_examples(entry: FunctionWord) -> None:
    assert entry.word in re.findall(r"\w+", entry.example.lower())


def test_no_function_word_twice() -> None:
    words = [entry.word for entry in all_function_words()]
    assert len(words) == len(set(words))
