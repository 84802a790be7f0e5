"""Which time dates which event: sentence, with the triggers marked [so], → the time of each."""

from __future__ import annotations

import re

import pytest

from graph.model import Article, EventType
from pipelines.document import Doc, TimeExpression, Trigger
from pipelines.events.times import Attachment, Layout, attach, candidates, of_event
from pipelines.segmentation import Segmentation
from pipelines.temporal import Temporal
from pipelines.temporal.lexicon import Entry, load

TABLE: list[tuple[str, str | None, EventType, list[str | None]]] = [
    ("Ngày 5/6, Tổng thống Nga [thăm] Lào.", None, EventType.CONSULT, ["--06-05"]),
    ("Ngày 5/6, Tổng thống Nga [thăm] Lào.", "2019-06-07", EventType.CONSULT, ["2019-06-05"]),
    ("Tổng thống Nga [thăm] Lào hôm 5/6.", None, EventType.CONSULT, ["--06-05"]),
    ("Hôm qua, hai bên [hội đàm] tại Huế.", None, EventType.CONSULT, [None]),
    ("Hôm qua, hai bên [hội đàm] tại Huế.", "2019-06-07", EventType.CONSULT, ["2019-06-06"]),
    ("Tháng 7/2018, ông Nam [được bổ nhiệm] làm giám đốc.", None, EventType.PERSONNEL, ["2018-07"]),
    ("Hai nước [tập trận] ở Biển Đông.", None, EventType.MOBILIZE, [None]),
    ("Sáng 24/5, Thủ tướng dự [hội nghị] tổng kết công tác năm 2023.", None, EventType.CONSULT, ["--05-24"]),
    ("Chiều 3/6, tỉnh [họp] bàn nhiệm vụ năm 2025.", "2024-06-04", EventType.CONSULT, ["2024-06-03"]),
    ("Chiều 2/6, tỉnh [công bố] quy hoạch thời kỳ 2021-2030.", None, EventType.LEGISLATE, ["--06-02"]),
    (
        "Chiều 4/5, báo [kỷ niệm] 50 năm ngày ra số đầu (5/5/1975-5/5/2025).",
        "2025-05-06",
        EventType.CEREMONY,
        ["2025-05-04"],
    ),
    ("Chiều 8/1, Bộ tổ chức buổi [họp báo] thường kỳ tháng 12/2024.", None, EventType.CONSULT, ["--01-08"]),
    ("Vụ [đánh bom] hôm 3/9 khiến 5 người [thiệt mạng].", None, EventType.ASSAULT, ["--09-03", "--09-03"]),
]


def read(marked: str, day: str | None, kind: EventType) -> tuple[Doc, list[Trigger]]:
    text = marked.replace("[", "").replace("]", "")
    triggers = []
    for n, match in enumerate(re.finditer(r"\[(.+?)\]", marked)):
        begin = match.start() - 2 * n
        triggers.append(Trigger(begin, begin + len(match[1]), kind, 1.0))
    return Temporal()(Segmentation()(Doc(Article("a", text, date=day)))), triggers


@pytest.mark.parametrize(("marked", "day", "kind", "expected"), TABLE)
def test_table(marked: str, day: str | None, kind: EventType, expected: list[str | None]) -> None:
    doc, triggers = read(marked, day, kind)
    found = attach(doc, triggers)
    assert [a.time.value if a else None for a in found] == expected
    assert all(0 <= a.score <= 1 for a in found if a)


def test_the_date_of_saying_is_not_the_date_of_what_is_said() -> None:
    marked = "Người phát ngôn Bộ Ngoại giao ngày 27/3 cho biết phiến quân đã [tấn công] thị trấn này."
    near = "Ngày 27/3, phiến quân đã [tấn công] thị trấn này."
    said, told = (attach(*read(m, None, EventType.ASSAULT))[0] for m in (marked, near))
    assert told is not None
    assert said is None or said.score < told.score


@pytest.mark.parametrize("entry", load().matters, ids=lambda e: e.words[0])
def test_a_year_that_tells_which_work_dates_nothing(entry: Entry) -> None:
    text = entry.example
    assert any(w in text.lower() for w in entry.words)
    doc, triggers = read(text.replace("họp", "[họp]"), None, EventType.CONSULT)
    (found,) = attach(doc, triggers)
    assert found is not None
    assert found.time.begin == 0


@pytest.mark.parametrize("entry", load().settings, ids=lambda e: e.words[0])
def test_that_an_event_is_only_the_setting_is_evidence(entry: Entry) -> None:
    text = entry.example
    assert any(w in text.lower() for w in entry.words)
    setting = "chuyến thăm" if "chuyến thăm" in text else "hội nghị"
    marked = text.replace(setting, f"[{setting}]").replace("họp", "[họp]")
    doc, triggers = read(marked, None, EventType.CONSULT)
    layout = Layout(doc, triggers)
    behind, told = ({f for c in candidates(layout, t) for f in c.features} for t in triggers)
    assert "setting" in behind
    assert "setting" not in told


def test_the_first_place_that_dates_an_event_counts_most() -> None:
    early, late = TimeExpression(0, 8, "--12-14", True), TimeExpression(50, 58, "1988", True)
    best = of_event([Attachment(early, 0.86), Attachment(late, 0.9)])
    assert best is not None
    assert best.time.value == "--12-14"


def test_no_trigger_no_time() -> None:
    doc, _ = read("Ngày 5/6, trời mưa.", None, EventType.CONSULT)
    assert attach(doc, []) == []


def test_of_event_prefers_the_date_with_its_year() -> None:
    short, full = TimeExpression(0, 9, "--02-25", True), TimeExpression(50, 66, "2025-02-25", True)
    best = of_event([Attachment(short, 0.9), None, Attachment(full, 0.7)])
    assert best is not None
    assert best.time.value == "2025-02-25"
