"""Whether two articles tell of one event, as a table: who and what in each, on one day; one or two."""

from __future__ import annotations

import pytest

from graph.naming import normal
from graph.resolution.facts import EventFact
from graph.resolution.same_event import same_event


def told(
    type_: str,
    trigger: str,
    who: str,
    to: str = "",
    at: str = "",
    kind: str = "",
    status: str = "occurred",
) -> EventFact:
    """An event; names with a capital are persons', @ stands before a country or place."""

    def iris(names: str) -> tuple[str, ...]:
        return tuple(
            f"urn:x/place/{name[1:]}"
            if name[0] == "@"
            else f"urn:x/{'person' if name[0].isupper() else 'body'}/{name}"
            for name in names.split()
        )

    actors = tuple(dict.fromkeys((*iris(who), *iris(to))))
    label = f"{trigger} {to}"
    return EventFact(
        "urn:e", type_, "2024-05-02", label, actors, iris(at), normal(trigger), kind, status, iris(to)
    )


ONE = [
    (
        told("CONSULT", "cuộc gặp", "An Bình", kind="meeting"),
        told("CONSULT", "hội nghị thượng đỉnh", "An Bình", at="@hue", kind="summit"),
    ),
    (
        told("CONSULT", "đến thăm", "An", "@lao", kind="visit"),
        told("CONSULT", "thăm chính thức", "An", "@lao", kind="meeting", status="planned"),
    ),
    (
        told("SANCTION", "áp thuế", "@lao", "@thai", kind="tariff"),
        told("SANCTION", "tăng thuế", "@lao", "@thai", kind="tariff"),
    ),
    (
        told("CASUALTY", "qua đời", "", "An", kind="death"),
        told("CASUALTY", "qua đời", "", "An", kind="death"),
    ),
    (
        told("ASSAULT", "sát hại", "", "An", kind="killing"),
        told("ASSAULT", "bị sát hại", "Bình", "An", kind="killing"),
    ),
    (told("LEGISLATE", "phán quyết", "toà"), told("LEGISLATE", "phán quyết", "toà")),
]

TWO = [
    # another act
    (
        told("ASSAULT", "bắn hạ", "@lao", "@thai", kind="shootdown"),
        told("ASSAULT", "tấn công mạng", "@thai", "@lao", kind="cyberattack"),
    ),
    (
        told("CONSULT", "thiết đãi", "An Bình", kind="reception"),
        told("CONSULT", "cuộc gặp", "An Bình", kind="meeting"),
    ),
    # what agrees is too little
    (
        told("CONSULT", "trao đổi", "", "báo", kind="phone_call"),
        told("CONSULT", "trao đổi", "", "báo", kind="phone_call"),
    ),
    (
        told("ASSAULT", "xoá sổ", "quân-đội", "nhóm", kind="attack"),
        told("ASSAULT", "phá huỷ", "quân-đội", "nhóm", kind="attack"),
    ),
    # each has a person of its own
    (
        told("CONSULT", "gặp", "An", "Bình", "@lao", "meeting"),
        told("CONSULT", "gặp", "An", "Châu", "@lao", "meeting"),
    ),
    (
        told("COERCE", "bắt", "công-an", "An", kind="arrest"),
        told("COERCE", "bắt", "công-an", "Bình", kind="arrest"),
    ),
    # the other way round
    (
        told("THREATEN", "đe doạ", "@lao", "@thai", kind="threat"),
        told("THREATEN", "đe doạ", "@thai", "@lao", kind="threat"),
    ),
    # called off
    (
        told("ASSAULT", "tấn công", "@lao", "@thai", kind="attack", status="cancelled"),
        told("ASSAULT", "tấn công", "@lao", "@thai", kind="attack"),
    ),
]


@pytest.mark.parametrize(
    ("first", "second", "one"), [*((*p, True) for p in ONE), *((*p, False) for p in TWO)]
)
def test_one_or_two(first: EventFact, second: EventFact, one: bool) -> None:
    assert (same_event(first, second) is not None) is one
    assert (same_event(second, first) is not None) is one
