"""What the commands that ask and keep graphs say, in English and in Vietnamese; see `pipelines.messages`."""

from __future__ import annotations

from enum import Enum

from pipelines.messages import either


class StoreMessage(Enum):
    """One sentence: its English and its Vietnamese form, with ``{fields}``.

    >>> import os; os.environ["DOTHI_LANG"] = "en"
    >>> StoreMessage.MORE_ROWS(count=10)
    'these are the first 10 rows, there are more; --limit 0 gives all'
    """

    NO_QUESTION = (
        "ask something: a SPARQL text, @FILE, or --name NAME (`dothi queries` lists them)",
        "hãy hỏi: câu SPARQL, @TỆP, hoặc --name TÊN (`dothi queries` liệt kê các câu có sẵn)",
    )
    TWO_QUESTIONS = (
        "give either a SPARQL text or --name, not both",
        "chỉ dùng một: câu SPARQL hoặc --name",
    )
    SET_NEEDS_NAME = ("--set goes with --name", "--set chỉ đi cùng --name")
    BAD_SET = (
        "--set {given}: write it as name=value",
        "--set {given}: hãy viết dạng tên=giá_trị",
    )
    NO_QUERY_FILE = ("{path}: cannot be read ({reason})", "{path}: không đọc được ({reason})")
    NO_FORM = ("no form called {name}; known: {known}", "không có định dạng {name}; các định dạng: {known}")
    NO_ENDING = (
        "{path}: in which form? end the name with one of .{known}, or give --format",
        "{path}: định dạng nào? đặt đuôi tên là một trong .{known}, hoặc dùng --format",
    )
    MORE_ROWS = (
        "these are the first {count} rows, there are more; --limit 0 gives all",
        "đây là {count} dòng đầu, còn nữa; --limit 0 để lấy hết",
    )
    NOTHING_FOUND = ("nothing found", "không tìm thấy gì")
    YES = ("yes", "có")
    NO = ("no", "không")
    REQUIRED = ("needed", "bắt buộc")
    INGESTED = (
        "{added} added, {updated} updated, {unchanged} unchanged, {failed} failed; {store} holds {total}",
        "thêm {added}, cập nhật {updated}, giữ nguyên {unchanged}, lỗi {failed}; kho {store} có {total} bài",
    )
    REMOVED = ("{count} removed; {total} articles left", "đã gỡ {count}; còn {total} bài")
    NOT_STORED = (
        "{id}: no such article in this store; `dothi query {store} --name articles` lists them",
        "{id}: kho không có bài này; `dothi query {store} --name articles` liệt kê các bài",
    )
    LOADED = ("{count} articles loaded into {store}", "đã nạp {count} bài vào {store}")
    NOT_NQUADS = (
        "{path}: a store is loaded from N-Quads (.nq or .nq.gz)",
        "{path}: kho chỉ nạp từ N-Quads (.nq hoặc .nq.gz)",
    )
    EXPORTED = ("{count} statements written to {path}", "đã ghi {count} mệnh đề vào {path}")
    SERVING = (
        "serving {path} at {address} (SPARQL at {address}sparql); Ctrl-C stops",
        "đang phục vụ {path} tại {address} (SPARQL tại {address}sparql); Ctrl-C để dừng",
    )
    NO_ADDRESS = (
        "{host}:{port}: cannot listen there ({reason}); choose another --port or --host",
        "{host}:{port}: không mở được ({reason}); hãy chọn --port hoặc --host khác",
    )
    LINK_TO_WHAT = (
        "link to what? --wikidata asks Wikidata over the network, --service URL another service",
        "nối với nguồn nào? --wikidata hỏi Wikidata qua mạng, --service URL hỏi dịch vụ khác",
    )
    LINKED = (
        "{count} of {total} entities linked in {path}",
        "đã nối {count} trong {total} thực thể của {path}",
    )
    VALID = ("{path}: conforms", "{path}: hợp lệ")
    INVALID = ("{path}: {count} violation(s)", "{path}: {count} lỗi")

    def __call__(self, **fields: object) -> str:
        """The sentence in the reader's language, filled with `fields`; KeyError if one is missing."""
        return either(*self.value).format(**fields)
