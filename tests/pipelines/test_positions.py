"""Titles and their holders, as a table: sentence -> (title, person, organisation, modifier)."""

from __future__ import annotations

import pytest

from pipelines.document import Doc, Name
from pipelines.positions import find_titles
from tests.pipelines.marked_names import marked

Found = list[tuple[str, str | None, str | None, str | None]]


def shown(doc: Doc) -> Found:
    def words(name: Name | None) -> str | None:
        return None if name is None else doc.text[name.begin : name.end]

    return [
        (doc.text[t.begin : t.end], words(t.person), words(t.organization), t.modifier)
        for t in find_titles(doc)
    ]


TABLE: list[tuple[str, Found]] = [
    # before the name
    ("Thủ tướng [Rossi|P] tới.", [("Thủ tướng", "Rossi", None, None)]),
    (
        "Bộ trưởng Quốc phòng [Ý|L] [Anna Rossi|P] tới.",
        [("Bộ trưởng Quốc phòng", "Anna Rossi", "Ý", None)],
    ),
    (
        "Người Phát ngôn [Bộ Ngoại giao Ý|O] [Anna Rossi|P] nói.",
        [("Người Phát ngôn", "Anna Rossi", "Bộ Ngoại giao Ý", None)],
    ),
    (
        "Phó Chủ tịch [UBND tỉnh Lào Cai|O] [Vàng Thị Mây|P] kiểm tra.",
        [("Phó Chủ tịch", "Vàng Thị Mây", "UBND tỉnh Lào Cai", None)],
    ),
    ("Thống đốc bang [Texas|L] [John Hill|P] ký.", [("Thống đốc", "John Hill", "Texas", None)]),
    ("Cựu Tổng thống [Ý|L] [Rossi|P] mất.", [("Tổng thống", "Rossi", "Ý", "former")]),
    ("Đại sứ [Ý|L] tại [Đức|L] [Anna Rossi|P] nói.", [("Đại sứ", "Anna Rossi", "Ý", None)]),
    (
        "Bộ trưởng các Vấn đề Chiến lược [Ron Hill|P] nói.",
        [("Bộ trưởng các Vấn đề Chiến lược", "Ron Hill", None, None)],
    ),
    (
        "Phó Thủ tướng, Bộ trưởng Ngoại giao [Lào|L] [Anna Rossi|P] tới.",
        [
            ("Phó Thủ tướng", "Anna Rossi", "Lào", None),
            ("Bộ trưởng Ngoại giao", "Anna Rossi", "Lào", None),
        ],
    ),
    ("Trưởng [Ban Dân vận|O] [Lê Thu An|P] nói.", [("Trưởng Ban", "Lê Thu An", "Ban Dân vận", None)]),
    ("Bộ trưởng Nội vụ [Ý|L], ông [Rossi|P], nói.", [("Bộ trưởng Nội vụ", "Rossi", "Ý", None)]),
    # behind the name
    (
        "Ông [Lê Văn An|P], Tổng giám đốc [Công ty Sao Mai|O], nói.",
        [("Tổng giám đốc", "Lê Văn An", "Công ty Sao Mai", None)],
    ),
    (
        "Ông [Lê Văn An|P] (50 tuổi, nguyên giám đốc [Sở Y tế|O]) bị bắt.",
        [("giám đốc", "Lê Văn An", "Sở Y tế", "former")],
    ),
    (
        "Ông [Lê Văn An|P] - Bí thư [Thành uỷ Huế|O] kiêm Chủ tịch [HĐND|O] - nói.",
        [("Bí thư", "Lê Văn An", "Thành uỷ Huế", None), ("Chủ tịch", "Lê Văn An", "HĐND", None)],
    ),
    # taking and leaving office
    (
        "Ông [Lê Văn An|P] được bầu làm Chủ tịch [UBND xã|O].",
        [("Chủ tịch", "Lê Văn An", "UBND xã", None)],
    ),
    (
        "Tỉnh uỷ cách chức Hiệu trưởng [Trường Sao Mai|O] đối với ông [Lê Văn An|P].",
        [("Hiệu trưởng", "Lê Văn An", "Trường Sao Mai", None)],
    ),
    # two holders
    (
        "Thủ tướng và Phó Thủ tướng [Lê Văn An|P] họp.",
        [("Thủ tướng", None, None, None), ("Phó Thủ tướng", "Lê Văn An", None, None)],
    ),
    (
        "Ngoại trưởng [Nga|L] [Ivan Petrov|P] gặp người đồng cấp [Ý|L] [Anna Rossi|P].",
        [("Ngoại trưởng", "Ivan Petrov", "Nga", None), ("Ngoại trưởng", "Anna Rossi", "Ý", None)],
    ),
    (
        "[An Lo|P] và [Bo Li|P], hai lãnh đạo [đảng Xanh|O], bị bắt.",
        [("lãnh đạo", "Bo Li", "đảng Xanh", None), ("lãnh đạo", "An Lo", "đảng Xanh", None)],
    ),
    (
        "Ngoại trưởng [Ý|L] [Anna Rossi|P], Bộ trưởng Quốc phòng cho biết tàu đã đi.",
        [("Ngoại trưởng", "Anna Rossi", "Ý", None), ("Bộ trưởng Quốc phòng", None, None, None)],
    ),
    # nobody named
    ("Tổng thống [Nga|L] đã tới.", [("Tổng thống", None, "Nga", None)]),
    ("Phát ngôn viên của bà [Rossi|P] nói.", [("Phát ngôn viên", None, None, None)]),
    ("Chính quyền Tổng thống [Rossi|P] sụp đổ.", [("Tổng thống", "Rossi", None, None)]),
]


@pytest.mark.parametrize(("text", "found"), TABLE)
def test_titles(text: str, found: Found) -> None:
    assert shown(marked(text)) == found
