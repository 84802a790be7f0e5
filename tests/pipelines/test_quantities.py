"""Counts: sentence → numbers with their units, and the trigger each belongs to."""

from __future__ import annotations

import pytest

from graph.model import Article, EventType
from pipelines.document import Doc, Trigger
from pipelines.events.quantities import Count, Noun, Number, attach, find, lexicon
from pipelines.segmentation import Segmentation

TABLE: list[tuple[str, list[tuple[float, str]]]] = [
    ("Hắn trả 900 đồng; cùng 3 đồng phạm, hắn bỏ trốn.", [(900, "đồng")]),
    ("Trận bão khiến 1.200 người thiệt mạng.", [(1200, "người thiệt mạng")]),
    ("Vụ nổ làm 5 người chết và 35 người bị thương.", [(5, "người chết"), (35, "người bị thương")]),
    ("Đã có 32.000 người Palestine thiệt mạng.", [(32000, "người Palestine thiệt mạng")]),
    ("Lũ làm ba người mất tích.", [(3, "người mất tích")]),
    ("Hai công nhân tử vong tại chỗ.", [(2, "công nhân tử vong")]),
    ("Cảnh sát bắt giữ 17 nghi phạm.", [(17, "nghi phạm")]),
    ("Công an đã khởi tố 6 đối tượng.", [(6, "đối tượng")]),
    ("Nhóm vũ trang thả hơn 130 con tin.", [(130, "con tin")]),
    ("Công ty chi 7 triệu USD mua nhà máy.", [(7000000, "USD")]),
    ("Công ty chi 7,5 triệu USD mua nhà máy.", [(7500000, "USD")]),
    ("Ông nộp phạt 2.500.000 đồng.", [(2500000, "đồng")]),
    ("Dự án tốn 3 nghìn tỷ đồng.", [(3e12, "đồng")]),
    ("Hãng nộp phạt 39,3 triệu đô la.", [(39300000, "đô la")]),
    ("Nghị quyết được thông qua với 14 phiếu thuận.", [(14, "phiếu thuận")]),
    ("Có 14 phiếu thuận, 1 phiếu trắng.", [(14, "phiếu thuận"), (1, "phiếu trắng")]),
    ("Hai nước điều động 11.000 binh sĩ tập trận.", [(11000, "binh sĩ")]),
    ("Mỹ rút 2.000 lính khỏi vùng này.", [(2000, "lính")]),
    ("Quân đội phóng 2 tên lửa ra biển.", [(2, "tên lửa")]),
    ("Toà tuyên phạt ông Bình 12 năm tù.", [(12, "năm tù")]),
    ("Nước này trục xuất 4 nhà ngoại giao.", [(4, "nhà ngoại giao")]),
    ("Khoảng 5.000 người xuống đường ở thủ đô.", [(5000, "người xuống đường")]),
    ("Hàng chục người thiệt mạng.", []),
    ("Vài người bị thương.", []),
    ("Nhiều người chết, nhiều người bị thương.", []),
    ("Ông là người thứ 5 tới đích.", []),
    ("Bà 35 tuổi, sống ở Huế.", []),
    ("Năm người bạn cùng lớn lên.", []),
    ("Xe chạy 120 km mỗi giờ.", []),
    ("Ông làm việc ở đây 12 năm.", []),
    ("Nước này là một đồng minh lâu năm.", []),
]


@pytest.mark.parametrize(("sentence", "expected"), TABLE)
def test_table(sentence: str, expected: list[tuple[float, str]]) -> None:
    found = find(sentence)
    assert [(q.value, q.unit) for q in found] == expected
    assert all(q.unit in " ".join(sentence[q.begin : q.end].split()) for q in found)


@pytest.mark.parametrize("entry", lexicon().counts, ids=lambda e: e.name)
def test_examples_of_counts(entry: Count) -> None:
    assert entry.value in [q.value for q in find(entry.example)]


@pytest.mark.parametrize(
    "entry", [*lexicon().nouns, *lexicon().numbers, *lexicon().scales], ids=lambda e: e.words[0]
)
def test_examples_of_words(entry: Noun | Number) -> None:
    assert any(w in entry.example for w in entry.words)
    assert find(entry.example)


ATTACHED = [
    ("Vụ nổ làm 5 người chết và 35 người bị thương.", {"chết": [5], "bị thương": [35]}),
    ("Không kích khiến 12 người thiệt mạng.", {"Không kích": [], "thiệt mạng": [12]}),
    ("Cảnh sát bắt giữ 17 nghi phạm sau khi 3 người chết.", {"bắt giữ": [17], "chết": [3]}),
    ("Công ty mua nhà máy với giá 7 triệu USD.", {"mua": [7000000]}),
    ("Hội đồng bỏ phiếu với 14 phiếu thuận.", {"bỏ phiếu": [14]}),
]
TYPES = {
    "chết": EventType.CASUALTY, "bị thương": EventType.CASUALTY, "thiệt mạng": EventType.CASUALTY,
    "Không kích": EventType.ASSAULT, "bắt giữ": EventType.COERCE, "mua": EventType.TRANSACT,
    "bỏ phiếu": EventType.VOTE,
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), ATTACHED)
def test_attached(sentence: str, expected: dict[str, list[float]]) -> None:
    doc = Segmentation()(Doc(Article("a", sentence)))
    triggers = [Trigger(sentence.find(w), sentence.find(w) + len(w), TYPES[w], 1.0) for w in expected]
    given = attach(doc, triggers)
    assert {w: [q.value for q in qs] for w, qs in zip(expected, given, strict=True)} == expected
