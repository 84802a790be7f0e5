"""Web pages as records of articles: their main text, title, date, address and publisher.

The bytes of a page, of a web archive (WARC), of a feed or of a sitemap come in. What the page says of itself
in its metadata is taken; a date that it does not give is not guessed. trafilatura finds the main text.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.errors import DothiError
from pipelines.decoding import decode
from pipelines.messages import Message
from pipelines.records import Record


def page(data: bytes, source: str) -> Record:
    """The article of an HTML page; DothiError if the page holds none."""
    from trafilatura import bare_extraction

    found = bare_extraction(
        decode(data, source),
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        raise DothiError(Message.NO_MAIN_TEXT(source=source))
    return Record(found.text, found.title, None, found.date, found.url, found.sitename)


def archived(path: str) -> Iterator[tuple[str, bytes]]:
    """The addresses and bytes of the HTML pages in a WARC file, plain or ``.gz``; DothiError without warcio.

    Compression is undone record by record, as the format has it.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        needed = Message.MISSING_PACKAGE(what=path, package="warcio", requirement="dothi[archive]")
        raise DothiError(needed) from None
    with open(path, "rb") as stream:
        try:
            for record in ArchiveIterator(stream):
                header = record.http_headers
                if record.rec_type != "response" or header is None or header.get_statuscode() != "200":
                    continue
                if "html" in (header.get_header("Content-Type") or "").lower():
                    yield record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read()
        except ArchiveLoadFailed as error:
            raise DothiError(Message.BROKEN_ARCHIVE(source=path, reason=error)) from None


def links(data: bytes) -> list[str] | None:
    """The addresses that an RSS or Atom feed or a sitemap lists, each once; None if `data` is neither.

    >>> links(b"<rss><channel><item><link>https://example.org/1</link></item></channel></rss>")
    ['https://example.org/1']
    >>> links(b"<html><body>Tin</body></html>") is None
    True
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    if etree.QName(root).localname.lower() not in ("rss", "rdf", "feed", "urlset", "sitemapindex"):
        return None
    found = root.xpath(
        "//*[local-name()='item']/*[local-name()='link']/text()"
        " | //*[local-name()='entry']/*[local-name()='link'][not(@rel) or @rel='alternate']/@href"
        " | //*[local-name()='url' or local-name()='sitemap']/*[local-name()='loc']/text()"
    )
    return list(dict.fromkeys(str(address).strip() for address in found))
