"""Status: sentence and trigger -> did it happen; cues are found in their examples."""

from __future__ import annotations

import pytest

from graph.model import Article, EventType, Status
from pipelines.document import Doc, Trigger
from pipelines.events import status
from pipelines.segmentation import Segmentation, tokens
from pipelines.trigger_lexicon import fold, fold_words


def doc_of(text: str) -> Doc:
    return Segmentation()(Doc(Article("a", f"Tin trong ngày\n\n{text}")))


def trigger_of(doc: Doc, words: str, type_: EventType = EventType.CONSULT) -> Trigger:
    begin = doc.text.index(words)
    return Trigger(begin, begin + len(words), type_, 1.0)


@pytest.mark.parametrize("line", status.cue_lines(), ids=lambda c: f"{c.words}-{c.side}")
def test_every_cue_is_found_in_its_example(line: status.CueLine) -> None:
    assert line.side in ("before", "after")
    folded = [fold(t.text) for t in tokens(line.example)]
    found = {cue.words for cue in status.find_cues(folded, 0, len(folded), line.side)}
    assert " ".join(fold_words(line.words)) in found


@pytest.mark.parametrize(
    ("text", "words", "type_", "expected"),
    [
        ("Tổng thống Pháp đã gặp Thủ tướng Đức hôm qua.", "gặp", EventType.CONSULT, Status.OCCURRED),
        ("Tổng thống Pháp sẽ thăm Việt Nam vào tuần tới.", "thăm", EventType.CONSULT, Status.PLANNED),
        ("Bộ trưởng dự kiến gặp người đồng cấp Nga.", "gặp", EventType.CONSULT, Status.PLANNED),
        ("Nhà Trắng đã huỷ chuyến thăm Đan Mạch.", "chuyến thăm", EventType.CONSULT, Status.CANCELLED),
        ("Hai bên tạm hoãn cuộc họp ở Geneva.", "cuộc họp", EventType.CONSULT, Status.CANCELLED),
        ("Iran sẽ đáp trả nếu Mỹ tấn công nước này.", "tấn công", EventType.ASSAULT, Status.HYPOTHETICAL),
        ("Nga đe doạ tấn công Ukraine.", "tấn công", EventType.ASSAULT, Status.HYPOTHETICAL),
        ("Thủ tướng không từ chức.", "từ chức", EventType.PERSONNEL, Status.NEGATED),
        ("Công an đang điều tra ông Nam.", "điều tra", EventType.COERCE, Status.ONGOING),
        ("Một cuộc họp mới đang được sắp xếp.", "cuộc họp", EventType.CONSULT, Status.PLANNED),
        ("Phiên toà được lên lịch vào tháng 6.", "Phiên toà", EventType.COERCE, Status.PLANNED),
        ("Cuộc bầu cử được ấn định vào ngày 5/6.", "Cuộc bầu cử", EventType.PERSONNEL, Status.PLANNED),
        ("Nga bỏ phiếu trắng tại Liên Hợp Quốc.", "bỏ phiếu trắng", EventType.VOTE, Status.OCCURRED),
    ],
)
def test_status_of_a_trigger(text: str, words: str, type_: EventType, expected: Status) -> None:
    doc = doc_of(text)
    found, score = status.status(doc, trigger_of(doc, words, type_))
    assert found is expected
    assert 1 / 6 < score <= 1


def test_calling_off_happened_and_the_meeting_did_not() -> None:
    doc = doc_of("Nhà Trắng đã huỷ cuộc họp với Israel.")
    off, meeting = trigger_of(doc, "huỷ", EventType.REJECT), trigger_of(doc, "cuộc họp")
    found = [status.best(d)[0] for d in status.distributions(doc, [off, meeting])]
    assert found == [Status.OCCURRED, Status.CANCELLED]


def test_the_request_happened_and_what_is_asked_for_did_not_yet() -> None:
    doc = doc_of("Mỹ đã kêu gọi hai nước đàm phán.")
    asked, talks = trigger_of(doc, "kêu gọi", EventType.REQUEST), trigger_of(doc, "đàm phán")
    found = [status.best(d)[0] for d in status.distributions(doc, [asked, talks])]
    assert found == [Status.OCCURRED, Status.HYPOTHETICAL]


@pytest.mark.parametrize("text", ["Cuộc gặp chưa được sắp xếp.", "Cuộc gặp diễn ra, chỗ ngồi được sắp xếp."])
def test_what_is_not_arranged_is_not_planned_for_sure(text: str) -> None:
    assert status.status(doc_of(text), trigger_of(doc_of(text), "Cuộc gặp"))[0] is not Status.PLANNED


def test_what_may_be_called_off_is_not_called_off() -> None:
    doc = doc_of("Ông Trump đe doạ có thể huỷ cuộc họp.")
    assert status.status(doc, trigger_of(doc, "cuộc họp"))[0] is not Status.CANCELLED


def test_an_event_told_twice_is_judged_by_both() -> None:
    said = (0.3, 0.02, 0.6, 0.02, 0.04, 0.02)
    silent = (0.5, 0.1, 0.2, 0.05, 0.1, 0.05)
    assert status.of_event([said, silent], [False, True])[0] is Status.PLANNED


def test_a_mention_that_is_called_off_decides() -> None:
    off = status.CALLED_OFF_FOR_SURE
    assert status.of_event([(0.9, 0.02, 0.02, 0.02, 0.02, 0.02), off])[0] is Status.CANCELLED


def test_the_opinion_of_the_network_counts_by_its_share() -> None:
    own, prior = (0.8, 0.04, 0.04, 0.04, 0.04, 0.04), (0.04, 0.04, 0.8, 0.04, 0.04, 0.04)
    assert status.best(status.combine(own, prior, 0.2))[0] is Status.OCCURRED
    assert status.best(status.combine(own, prior, 0.8))[0] is Status.PLANNED
