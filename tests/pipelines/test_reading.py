"""Reading: every form in which an article comes, and one clear line for each that cannot be read."""

from __future__ import annotations

import gzip
import io
import json
import threading
import unicodedata
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
import zstandard

from graph.errors import DothiError
from graph.model import Article
from pipelines.reading import publication_date, read

TEXT = "Nước lũ rút chậm ở Gò Sắn\nChiều qua, ông Lê Hữu Thạch cho biết đê vẫn vững."


def all_of(source: Path | str, date: str | None = None) -> tuple[list[Article], list[str]]:
    """The articles of a source and the lines told about those that failed."""
    told: list[str] = []
    articles = list(read(str(source), date=date, failed=lambda error: told.append(str(error))))
    return articles, told


TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """Letters composed, tone marks apart behind them, as that code page writes them."""
    written = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(part for part in parts if part in TONES)
        written += unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES)) + tone
    return written.encode("cp1258")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param(TEXT.encode("utf-16"), id="UTF-16"),
        pytest.param("\ufeff".encode("utf-16-be") + TEXT.encode("utf-16-be"), id="UTF-16, big end first"),
        pytest.param(windows_1258(TEXT), id="windows-1258"),
        pytest.param(unicodedata.normalize("NFD", TEXT).encode(), id="decomposed"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "lũ.txt"
    file.write_bytes(data)
    assert all_of(file) == ([Article("lũ", TEXT)], [])


def test_text_is_kept_as_it_is(tmp_path: Path) -> None:
    text = "\r\n  Dòng một\r\n\r\nDòng\u00a0hai \t\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    (article,) = all_of(tmp_path / "a.txt")[0]
    assert article.text == text


@pytest.mark.parametrize(
    ("given", "iso"),
    [
        ("2024-03-28", "2024-03-28"),
        ("2024-3-8", "2024-03-08"),
        ("2024-03-28T08:15:00+07:00", "2024-03-28"),
        ("28/03/2024", "2024-03-28"),
        ("28/3/2024 22:23", "2024-03-28"),
        ("28.3.2024", "2024-03-28"),
    ],
)
def test_dates(given: str, iso: str) -> None:
    assert publication_date(given, "a") == iso


@pytest.mark.parametrize("given", ["", "2024", "2024-03", "31/02/2024", "28/3", "hôm qua", "2024-13-01"])
def test_dates_that_are_none(given: str) -> None:
    with pytest.raises(DothiError, match=r"^a\.txt: .* is not a date"):
        publication_date(given, "a.txt")


RECORDS = [
    {"id": "b1", "title": "Mưa lớn", "text": "Nước dâng.", "date": "2024-05-06", "publisher": "Tin Mẫu"},
    {"text": "Chỉ có chữ."},
    {"id": 7, "title": "Chỉ có đầu đề"},
    {"id": "b4", "title": "Trùng", "text": "Trùng\nThân bài.", "url": "https://example.org/4"},
]
ARTICLES = [
    Article("b1", "Mưa lớn\nNước dâng.", "Mưa lớn", "2024-05-06", None, "Tin Mẫu"),
    Article("article-e1d04487de2d", "Chỉ có chữ.", "", "2024-01-02"),
    Article("7", "Chỉ có đầu đề", "Chỉ có đầu đề", "2024-01-02"),
    Article("b4", "Trùng\nThân bài.", "Trùng", "2024-01-02", "https://example.org/4"),
]


def packed(name: str, data: bytes) -> bytes:
    """`data` as a file called `name` holds it."""
    if name.endswith(".gz"):
        return gzip.compress(data)
    return zstandard.compress(data) if name.endswith(".zst") else data


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.ndjson", "a.json"])
def test_json_lines(tmp_path: Path, name: str) -> None:
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in RECORDS)
    (tmp_path / name).write_bytes(packed(name, lines.encode()))
    assert all_of(tmp_path / name, "2024-01-02") == (ARTICLES, [])


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(json.dumps(RECORDS, indent=1).encode(), id="a list over many lines"),
        pytest.param(json.dumps(RECORDS).encode(), id="a list in a line"),
        pytest.param("\n".join(json.dumps(r) for r in RECORDS).encode("utf-16"), id="lines in UTF-16"),
        pytest.param(
            "\ufeff".encode() + "\n\n".join(map(json.dumps, RECORDS)).encode(), id="mark, empty lines"
        ),
    ],
)
def test_json_in_other_shapes(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(data)
    assert all_of(tmp_path / "a.jsonl", "2024-01-02") == (ARTICLES, [])


def test_one_json_object_over_many_lines(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(RECORDS[0], indent=2), encoding="utf-8")
    assert all_of(tmp_path / "a.json") == (ARTICLES[:1], [])


def test_tables(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,title,text,khác\n1,Mưa,"Nước\ndâng",x\n2,,Gió,\n', encoding="utf-8")
    assert all_of(tmp_path / "a.csv")[0] == [Article("1", "Mưa\nNước\ndâng", "Mưa"), Article("2", "Gió")]


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pyarrow.table({"id": [1, 2], "text": ["Mưa", "Gió"], "date": ["2024-05-06", None]})
    parquet.write_table(table, tmp_path / "a.parquet")
    expected = [Article("1", "Mưa", "", "2024-05-06"), Article("2", "Gió")]
    assert all_of(tmp_path / "a.parquet") == (expected, [])


PAGE = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">
<title>Đê Gò Sắn vẫn vững sau lũ - Tin Mẫu</title><meta property="og:site_name" content="Tin Mẫu">
<meta property="og:title" content="Đê Gò Sắn vẫn vững sau lũ">
<meta property="article:published_time" content="2024-03-28T08:15:00+07:00"></head>
<body><nav><a href="/">Trang chủ</a> <a href="/tg">Thế giới</a></nav>
<article><h1>Đê Gò Sắn vẫn vững sau lũ</h1>
<p>Nước lũ rút chậm nhưng đê Gò Sắn vẫn vững, ông Lê Hữu Thạch nói trong buổi kiểm tra chiều 27/3.</p>
<p>Ba trăm hộ dân đã được đưa đến nơi an toàn và sẽ trở về nhà vào cuối tuần, theo chính quyền thị xã.</p>
</article><footer>© Tin Mẫu</footer><script>alert("x")</script></body></html>"""


def test_html(tmp_path: Path) -> None:
    (tmp_path / "trang.html").write_text(PAGE, encoding="utf-8")
    (article,), told = all_of(tmp_path / "trang.html", "2020-01-01")
    assert told == []
    assert (article.id, article.title, article.date) == ("trang", "Đê Gò Sắn vẫn vững sau lũ", "2024-03-28")
    assert article.text.startswith("Đê Gò Sắn vẫn vững sau lũ\nNước lũ rút chậm")
    assert "Trang chủ" not in article.text
    assert "alert" not in article.text


def test_html_without_a_date_gets_none(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE.replace("2024-03-28T08:15:00+07:00", ""), encoding="utf-8")
    assert all_of(tmp_path / "a.html")[0][0].date is None


def test_folders_and_patterns(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/a.txt", "sub/c.jsonl", "d.jpg", ".ds"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(
            '{"text": "x"}' if name.endswith("jsonl") else f"Tin {name}", encoding="utf-8"
        )
    assert [article.id for article in all_of(tmp_path)[0]] == ["a", "b", "sub/a", "article-2d711642b726"]
    assert [article.id for article in all_of(f"{tmp_path}/*.txt")[0]] == ["a", "b"]


def test_a_name_with_brackets_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "tin [1].txt").write_text("Một tin.", encoding="utf-8")
    assert [article.id for article in all_of(tmp_path / "tin [1].txt")[0]] == ["tin [1]"]


@pytest.mark.parametrize(
    ("given", "ids"),
    [('{"id": "x", "text": "Mưa."}\n', ["x"]), ("Mưa ở Huế\nTo.", ["article-878f78775a4d"]), (PAGE, [])],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, given: str, ids: list[str]) -> None:
    buffer = io.BufferedReader(io.BytesIO(given.encode()))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(buffer))
    found, told = all_of("-")
    assert told == []
    assert [article.id for article in found] == (ids or [found[0].id])
    assert ids or found[0].title == "Đê Gò Sắn vẫn vững sau lũ"


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("a.txt", b" \n\n", "a.txt: the article has no text"),
        ("a.txt", bytes(range(256)) * 9, "a.txt: not text in an encoding I know; save it as UTF-8"),
        ("a.html", b"<html><body></body></html>", "a.html: no article text found in this page"),
        ("a.csv", b"id,body\n1,x\n", "a.csv: no column named text"),
        ("a.jsonl.gz", b"\x1f\x8b\x08\x00abc", "a.jsonl.gz: the compressed file is broken"),
        ("a.jsonl.gz", gzip.compress(b'{"text": "x"}' * 9)[:-9], "a.jsonl.gz: the compressed file is broken"),
        ("a.jsonl.zst", b"zzzz", "a.jsonl.zst: the compressed file is broken"),
        ("a.parquet", b"no", "a.parquet: cannot be read"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, name: str, data: bytes, line: str) -> None:
    (tmp_path / name).write_bytes(data)
    _, told = all_of(tmp_path / name)
    assert len(told) == 1
    assert told[0].replace(f"{tmp_path}/", "").startswith(line)
    with pytest.raises(DothiError):
        list(read(str(tmp_path / name)))


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("none.txt", "none.txt: not found; check the name"),
        ("*.none", "*.none: no file matches this pattern"),
    ],
)
def test_what_is_not_there(source: str, line: str) -> None:
    assert all_of(source) == ([], [line])


def test_bad_records_are_told_by_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    bad = [
        '{"id": 1, "text": "Một."}',
        "{oops",
        '{"text": 5}',
        '{"title": " "}',
        '{"text": "x", "date": "mai"}',
    ]
    (tmp_path / "a.jsonl").write_text("\n".join([*bad, '{"id": 2, "text": "Hai."}']), encoding="utf-8")
    articles, told = all_of(tmp_path / "a.jsonl")
    assert [article.id for article in articles] == ["1", "2"]
    assert [line.removeprefix(f"{tmp_path}/").split(" ")[0] for line in told] == [
        f"a.jsonl:{number}:" for number in (2, 3, 4, 5)
    ]


def warc(pages: dict[str, str]) -> bytes:
    """A web archive of pages by address."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True)
    for address, page in pages.items():
        kind = "text/html; charset=utf-8" if page.startswith("<") else "image/png"
        headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            address, "response", io.BytesIO(page.encode()), http_headers=headers
        )
        writer.write_record(record)
    return stream.getvalue()


def test_web_archives(tmp_path: Path) -> None:
    pages = {"https://example.org/tin/1": PAGE, "https://example.org/anh.png": "PNG"}
    (tmp_path / "a.warc.gz").write_bytes(warc(pages))
    (article,), told = all_of(tmp_path / "a.warc.gz")
    assert told == []
    assert (article.id, article.url, article.date) == (*["https://example.org/tin/1"] * 2, "2024-03-28")


FEEDS = {
    "/rss.xml": "<?xml version='1.0'?><rss><channel><item><link>{}/tin/1</link></item></channel></rss>",
    "/atom.xml": "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='{}/tin/1'/></entry></feed>",
    "/map.xml": "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{}/tin/1</loc></url></urlset>",
    "/maps.xml": "<sitemapindex><sitemap><loc>{}/map.xml</loc></sitemap></sitemapindex>",
    "/bomb.xml": "<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss><item><link>&a;</link></item></rss>",
    "/robots.txt": "User-agent: *\nDisallow: /kín",
    "/tin/1": PAGE,
    "/kín": PAGE,
}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A small news site on this machine; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = FEEDS.get(unquote(self.path))
            self.send_response(302 if "moved" in self.path else 200 if body else 404)
            if "moved" in self.path:
                self.send_header("Location", "/tin/1")
            self.end_headers()
            self.wfile.write((body or "").replace("{}", address).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield address
    server.shutdown()


@pytest.mark.parametrize("path", ["/rss.xml", "/atom.xml", "/map.xml", "/maps.xml"])
def test_feeds_and_sitemaps(site: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.fetching.PAUSE", 0.0)
    (article,), told = all_of(f"{site}{path}")
    assert told == []
    assert (article.id, article.url) == (f"{site}/tin/1", f"{site}/tin/1")


@pytest.mark.parametrize("path", ["/tin/1", "/moved"])
def test_pages(site: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.fetching.PAUSE", 0.0)
    (article,), told = all_of(f"{site}{path}")
    assert told == []
    assert (article.id, article.title) == (f"{site}{path}", "Đê Gò Sắn vẫn vững sau lũ")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/none", "cannot be read (HTTP 404)"),
        ("/k%C3%ADn", "the site's robots.txt asks not to fetch this"),
    ],
)
def test_addresses_that_are_not_to_be_had(
    site: str, path: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.fetching.PAUSE", 0.0)
    assert all_of(f"{site}{path}") == ([], [f"{site}{path}: {line}"])


def test_a_feed_cannot_make_dothi_read_files(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.fetching.PAUSE", 0.0)
    articles, told = all_of(f"{site}/bomb.xml")
    assert articles == []
    assert "root:" not in str(told)
