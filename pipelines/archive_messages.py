"""What the commands that keep and survey an archive say, in English and in Vietnamese; see `messages`."""

from __future__ import annotations

from enum import Enum

from pipelines.messages import either


class ArchiveMessage(Enum):
    """One sentence: its English and its Vietnamese form, with ``{fields}``.

    >>> import os; os.environ["DOTHI_LANG"] = "en"
    >>> ArchiveMessage.SO_FAR(done=10, rate="2.5", left=", 1 min left")
    '10 articles, 2.5 a second, 1 min left'
    """

    SO_FAR = ("{done} articles, {rate} a second{left}", "{done} bài, {rate} bài mỗi giây{left}")
    LEFT = (", {time} left", ", còn {time}")
    READING = ("reading", "đang đọc")
    RATE = ("{rate} articles/s", "{rate} bài/giây")
    FAILURES = ("what failed, and why: {path}", "những gì bị lỗi và vì sao: {path}")
    TOLD = ("{sentences} mentions in {articles} articles", "{sentences} lần nhắc trong {articles} bài")
    NO_STATS_FORM = (
        "no form called {name}; known: table, csv",
        "không có định dạng {name}; các định dạng: table, csv",
    )
    NO_CHART = (
        "{path}: a chart is written as .svg or .html",
        "{path}: biểu đồ được ghi dạng .svg hoặc .html",
    )
    CHARTED = ("chart written to {path}", "đã ghi biểu đồ vào {path}")
    BAD_WORKERS = ("--workers is a number from 1", "--workers là một số từ 1 trở lên")
    NO_ENGINE = (
        "no engine called {name}; known: local, ray",
        "không có bộ máy {name}; các bộ máy: local, ray",
    )
    ONLY_RAY = ("{option} goes with --engine ray", "{option} chỉ đi cùng --engine ray")

    def __call__(self, **fields: object) -> str:
        """The sentence in the reader's language, filled with `fields`; KeyError if one is missing."""
        return either(*self.value).format(**fields)
