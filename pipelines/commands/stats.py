"""`dothi stats`: counts and trends of a store, as tables, CSV, and charts."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from graph.errors import DothiError
from pipelines import console
from pipelines.archive_messages import ArchiveMessage
from pipelines.messages import either

StorePath = Annotated[
    Path, typer.Argument(metavar="STORE", help=either("The store's folder.", "Thư mục kho."))
]
Since = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help=either("Also pairs new since then.", "Các cặp mới từ ngày này."),
    ),
]
Form = Annotated[
    str, typer.Option("--format", "-f", metavar="table|csv", help=either("How to write it.", "Dạng kết quả."))
]
Chart = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help=either("Write charts here: .svg or .html.", "Ghi biểu đồ vào tệp .svg hoặc .html."),
    ),
]
Top = Annotated[int, typer.Option(metavar="N", help=either("Actors shown.", "Số nhân vật hiện ra."))]


def stats(
    store: StorePath, since: Since = None, form: Form = "table", chart: Chart = None, top: Top = 20
) -> int:
    """Counts and trends of a store."""
    from graph.bar_chart import svg_bars, text_bars
    from graph.files import write_bytes
    from graph.statistics import statistics
    from graph.storage.store import read_store

    if form not in ("table", "csv"):
        raise DothiError(ArchiveMessage.NO_STATS_FORM(name=form), 2)
    if chart is not None and chart.suffix not in (".svg", ".html"):
        raise DothiError(ArchiveMessage.NO_CHART(path=chart), 2)
    with read_store(store) as opened:
        tables = statistics(opened, since, top)
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows((table.name, *row) for table in tables for row in table.rows)
    else:
        for table in tables:
            print(f"{table.name}")
            bars = [(" ".join(map(str, row[:-1])), row[-1]) for row in table.rows]
            counted = [(name, n) for name, n in bars if isinstance(n, int)]
            lines = text_bars(counted) if counted else ["  ".join(map(str, row)) for row in table.rows]
            print("".join(f"  {line}\n" for line in lines))
    if chart is not None:
        pictures = [
            svg_bars(t.name, [(str(row[0]), row[-1]) for row in t.rows if isinstance(row[-1], int)])
            for t in tables
            if t.name in ("events by type", "most connected")
        ]
        whole = "".join(pictures[:1]) if chart.suffix == ".svg" else _page(pictures)
        write_bytes(chart, whole.encode())
        console.note(ArchiveMessage.CHARTED(path=chart))
    return 0


def _page(pictures: list[str]) -> str:
    style = "<style>svg { max-width: 60em; display: block; margin: 2em auto }</style>"
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>dothi</title>{style}{"".join(pictures)}'
    )
