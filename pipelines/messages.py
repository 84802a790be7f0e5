"""Every sentence that a person reads on the command line, in English and in Vietnamese.

A member of `Message` is called with the words that fill it and gives the line in the reader's language:
``DOTHI_LANG`` decides (``vi`` or ``en``), then the locale (``LC_ALL``, ``LC_MESSAGES``, ``LANG``).
"""

from __future__ import annotations

import os
from enum import Enum


def language() -> str:
    """``vi`` when the reader's settings ask for Vietnamese, otherwise ``en``."""
    for variable in ("DOTHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "vi" if value.lower().startswith("vi") else "en"
    return "en"


def either(english: str, vietnamese: str) -> str:
    """The form of a text that the reader wants; for help texts, which stand beside what they explain."""
    return vietnamese if language() == "vi" else english


class Message(Enum):
    """One sentence: its English and its Vietnamese form, with ``{fields}``.

    >>> import os; os.environ["DOTHI_LANG"] = "en"
    >>> Message.NOT_FOUND(source="a.txt")
    'a.txt: not found; check the name'
    """

    NOT_FOUND = ("{source}: not found; check the name", "{source}: không tìm thấy; hãy kiểm tra tên tệp")
    NOTHING_MATCHES = (
        "{source}: no file matches this pattern",
        "{source}: không có tệp nào khớp với mẫu này",
    )
    NO_ARTICLES = (
        "{source}: no article files in this folder (known: {known})",
        "{source}: thư mục không có tệp bài báo nào (các đuôi được đọc: {known})",
    )
    UNREADABLE = ("{source}: cannot be read ({reason})", "{source}: không đọc được ({reason})")
    NOT_TEXT = (
        "{source}: not text in an encoding I know; save it as UTF-8",
        "{source}: không phải văn bản với bảng mã nhận ra được; hãy lưu lại ở dạng UTF-8",
    )
    EMPTY = ("{source}: the article has no text", "{source}: bài báo không có nội dung")
    NO_MAIN_TEXT = (
        "{source}: no article text found in this page; save the text alone as a .txt file",
        "{source}: không tìm thấy nội dung bài báo trong trang này; hãy lưu riêng phần chữ thành tệp .txt",
    )
    BAD_RECORD = (
        "{source}: not a record I can read ({reason})",
        "{source}: bản ghi không đọc được ({reason})",
    )
    NO_TEXT_COLUMN = (
        "{source}: no column named text; rename the one that holds the articles",
        "{source}: không có cột text; hãy đổi tên cột chứa bài báo",
    )
    BAD_DATE = (
        "{source}: {date} is not a date; write it as 2024-03-28",
        "{source}: {date} không phải ngày tháng; hãy viết như 2024-03-28",
    )
    BROKEN_ARCHIVE = (
        "{source}: the compressed file is broken ({reason}); fetch it again",
        "{source}: tệp nén bị hỏng ({reason}); hãy tải lại",
    )
    FORBIDDEN = (
        "{source}: the site's robots.txt asks not to fetch this",
        "{source}: robots.txt của trang không cho tải địa chỉ này",
    )
    NO_SERVICE = (
        "{source}: no answer ({reason}); nothing was changed, try again with a network",
        "{source}: không trả lời ({reason}); chưa thay đổi gì, hãy thử lại khi có mạng",
    )
    MISSING_PACKAGE = (
        "{what} needs the package {package}: pip install '{requirement}'",
        "{what} cần gói {package}: pip install '{requirement}'",
    )
    SAME_ID = (
        "{source}: another article is called {id} too; this one becomes {new}",
        "{source}: đã có bài khác mang mã {id}; bài này mang mã {new}",
    )
    NO_SUCH_COMMAND = (
        "no command called {name}{hint}; see dothi --help",
        "không có lệnh {name}{hint}; xem dothi --help",
    )
    DID_YOU_MEAN = (" (did you mean {name}?)", " (có phải {name}?)")
    SEE_HELP = ("see {command}", "xem {command}")
    NOT_WRITABLE = (
        "{path}: cannot be written ({reason}); choose another folder with -o",
        "{path}: không ghi được ({reason}); hãy chọn thư mục khác bằng -o",
    )
    NO_SUCH_FORMAT = (
        "no form called {name}; known: {known}",
        "không có định dạng {name}; các định dạng: {known}",
    )
    NO_SUCH_MODEL = (
        "no model called {name}; known: {known}",
        "không có mô hình {name}; các mô hình: {known}",
    )
    BAD_SCORE = ("--min-score is between 0 and 1", "--min-score nằm trong khoảng từ 0 đến 1")
    NOTHING_BUILT = ("no article could be read; nothing written", "không đọc được bài báo nào; không ghi gì")
    BUILT = (
        "{articles} built{related} in {seconds} s",
        "Đã dựng {articles}{related} trong {seconds} giây",
    )
    ARTICLES = ("{count} article{s}", "{count} bài")
    RELATED = (" (and {count} teaser{s} below them)", " (và {count} tin liên quan bên dưới)")
    FOUND = (
        "{persons} persons, {organizations} organisations, {places} places, {events} events, "
        "{positions} positions",
        "{persons} người, {organizations} tổ chức, {places} địa điểm, {events} sự kiện, {positions} chức vụ",
    )
    WRITTEN = ("written to {folder}: {files}", "đã ghi vào {folder}: {files}")
    OPEN = ("open {page} in a browser", "mở {page} bằng trình duyệt để xem")
    FAILED = ("{count} input{s} failed", "{count} đầu vào bị lỗi")
    INTERRUPTED = ("interrupted", "đã dừng")
    UNEXPECTED = (
        "something went wrong inside dothi ({reason}); --verbose shows where",
        "dothi gặp lỗi bên trong ({reason}); thêm --verbose để xem chi tiết",
    )

    def __call__(self, **fields: object) -> str:
        """The sentence in the reader's language, filled with `fields`; KeyError if one is missing."""
        return either(*self.value).format(**fields)
