"""`dothi demo`: builds the graph of the sample articles that ship with dothi."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.build import build_graph
from pipelines.messages import either


def demo(
    out: Annotated[
        Path, typer.Option("--out", "-o", help=either("The folder to write to.", "Thư mục để ghi kết quả."))
    ] = Path("demo"),
) -> int:
    """Build the graph of the sample articles that ship, as Turtle, GraphML and a page."""
    with as_file(files("pipelines").joinpath("samples")) as folder:
        return build_graph([str(folder)], out)
