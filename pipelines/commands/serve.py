"""`dothi serve` opens a graph file or a store over HTTP: a SPARQL endpoint and what pages there are."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from graph.errors import DothiError
from pipelines import console
from pipelines.messages import either
from pipelines.store_messages import StoreMessage

Graph = Annotated[
    Path,
    typer.Argument(metavar="STORE|GRAPH", help=either("A store or graph file.", "Kho hoặc tệp đồ thị.")),
]
Host = Annotated[
    str,
    typer.Option(help=either("Address; 0.0.0.0 opens it to the network.", "Địa chỉ; 0.0.0.0 mở ra mạng.")),
]
Port = Annotated[
    int, typer.Option(min=0, max=65535, help=either("Port; 0 takes a free one.", "Cổng; 0 là tự chọn."))
]
Writable = Annotated[
    bool, typer.Option("--writable", help=either("Allow SPARQL updates.", "Cho phép cập nhật bằng SPARQL."))
]
Timeout = Annotated[
    float,
    typer.Option(
        min=0, help=either("Seconds a query may take; 0 for no end.", "Số giây tối đa mỗi câu hỏi.")
    ),
]
MaxRows = Annotated[
    int,
    typer.Option(
        min=0, help=either("Rows an answer may have; 0 for all.", "Số dòng tối đa mỗi câu trả lời.")
    ),
]
Memory = Annotated[
    int,
    typer.Option(
        min=256, help=either("MB of memory a query may take.", "Số MB bộ nhớ mỗi câu hỏi được dùng.")
    ),
]
Workers = Annotated[
    int, typer.Option(min=1, help=either("Queries answered at once.", "Số câu hỏi trả lời cùng lúc."))
]


def serve(
    graph: Graph,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    writable: Writable = False,
    timeout: Timeout = 10.0,
    max_rows: MaxRows = 10_000,
    memory: Memory = 2048,
    workers: Workers = 2,
) -> None:
    """Serve a graph or store over HTTP · Mở đồ thị hoặc kho qua HTTP."""
    from graph.querying.sources import resolve
    from graph.querying.worker import Limits
    from graph.server.application import Options

    options = Options(writable, max_rows, Limits(timeout, memory << 20), workers)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(resolve(graph), options, host, port))


async def _serve(path: Path, options: object, host: str, port: int) -> None:
    import uvicorn

    from graph.server.application import Graph as Served
    from graph.server.application import Options
    from graph.server.site.site import site

    assert isinstance(options, Options)
    listening = _listen(host, port)
    app = site(path, options)
    served: Served = app.state.graph
    await served.pool.start()
    config = uvicorn.Config(app, log_level="warning", lifespan="on", server_header=False, access_log=False)
    name, bound = listening.getsockname()[:2]
    address = f"http://{f'[{name}]' if ':' in name else name}:{bound}/"
    console.note(StoreMessage.SERVING(path=path, address=address))
    await uvicorn.Server(config).serve([listening])


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket; `DothiError` when the address is taken or not ours."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise DothiError(
            StoreMessage.NO_ADDRESS(host=host, port=port, reason=error.strerror or error)
        ) from error
