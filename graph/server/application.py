"""The server: a SPARQL endpoint over a graph file or store, as a Starlette application.

A path and options go in, an application comes out; further routes (pages) can be given along and reach the
graph through ``request.app.state.graph``. Queries run in other processes, bounded in time, memory and rows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from graph.errors import DothiError
from graph.querying.named_queries import NamedQuery, named_queries, named_query
from graph.querying.sparql import Rows
from graph.querying.sparql_errors import QueryError, QueryRefused
from graph.querying.worker import Job, Limits, Reply
from graph.server.description import describe
from graph.server.pool import Exhausted, Overloaded, WorkerPool
from graph.server.protocol import MAX_BODY, Operation, Refusal, accepted, operation
from graph.storage.store_files import Busy

Handler = Callable[[Request], Awaitable[Response]]


QUERY_LIMITS = Limits(seconds=10.0)


@dataclass(frozen=True, slots=True)
class Options:
    """How the server behaves. `rows` bounds an answer's rows or triples (0: no bound); `limits` its time
    (seconds) and memory (bytes); `writable` allows updates of a store."""

    writable: bool = False
    rows: int = 10_000
    limits: Limits = QUERY_LIMITS
    workers: int = 2


class Graph:
    """The graph behind the server, for the endpoint and for pages."""

    def __init__(self, path: Path, options: Options) -> None:
        self.path = path
        self.options = options
        self.pool = WorkerPool(path, options.workers, options.limits)

    async def rows(self, sparql: str, limit: int | None = None) -> Rows:
        """The typed rows of a SELECT query."""
        bound = self.options.rows if limit is None else limit
        reply = await self.pool.ask(Job(sparql, "json", "nt", bound))
        parsed = parse_query_results(reply.body, format=QueryResultsFormat.JSON)
        if not isinstance(parsed, QuerySolutions):
            raise QueryError("SELECT is needed where rows are shown")
        names = tuple(variable.value for variable in parsed.variables)
        return Rows(names, tuple(tuple(solution) for solution in parsed), reply.truncated)

    async def named(self, name: str, values: Mapping[str, str]) -> Rows:
        """The typed rows of a named query."""
        return await self.rows(named_query(name).bounded(values, self.options.rows))


def application(
    path: Path | str,
    options: Options | None = None,
    *,
    routes: Sequence[BaseRoute] = (),
    editor: Handler | None = None,
) -> Starlette:
    """The application over the graph at `path`; `editor` answers a browser at /sparql that asks nothing.

    Raises nothing here; the graph is opened when the server starts, with `DothiError` if that fails.
    """
    graph = Graph(Path(path), options or Options())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await graph.pool.start()
        try:
            yield
        finally:
            await graph.pool.stop()

    own = [
        Route("/sparql", sparql, methods=["GET", "POST"]),
        Route("/queries", query_list, methods=["GET"]),
        Route("/queries/{name}", query_text, methods=["GET"]),
    ]
    app = Starlette(routes=[*own, *routes], lifespan=lifespan)
    app.state.graph = graph
    app.state.editor = editor
    return app


async def sparql(request: Request) -> Response:
    """The endpoint: a query or update, or its description when nothing is asked."""
    try:
        asked = operation(
            request.method,
            request.headers.get("content-type", ""),
            request.url.query,
            await _body(request) if request.method == "POST" else b"",
        )
        if asked is None:
            return await _visitor(request)
        return await (_update(request, asked) if asked.update else _query(request, asked))
    except ClientDisconnect:
        return _told(499, "the client has gone")
    except Refusal as refusal:
        return _told(refusal.status, refusal.reason, refusal.headers)
    except DothiError as error:
        return _told(
            _status(error), str(error), {"Retry-After": "5"} if isinstance(error, Overloaded) else {}
        )


async def query_list(request: Request) -> Response:
    """The named queries with their parameters, as JSON."""
    return JSONResponse([_described(query) for query in named_queries()])


async def query_text(request: Request) -> Response:
    """A named query as SPARQL, with the values that the URL gives."""
    try:
        query = named_query(request.path_params["name"])
    except DothiError as error:
        return _told(404, str(error))
    try:
        text = query.bounded(dict(request.query_params), request.app.state.graph.options.rows)
    except DothiError as error:
        return _told(400, str(error))
    return Response(text, media_type="application/sparql-query")


async def _query(request: Request, asked: Operation) -> Response:
    graph: Graph = request.app.state.graph
    form = accepted(request.headers.get("accept", ""), asked.text)
    job = Job(asked.text, form.name, form.name, graph.options.rows, asked.default, asked.named)
    reply = await _while_connected(request, graph.pool.ask(job))
    headers = {"Vary": "Accept", "X-Content-Type-Options": "nosniff"}
    if reply.truncated:
        headers["X-Dothi-Truncated"] = str(graph.options.rows)
    media = f"{form.media_type}; charset=utf-8" if form.media_type.startswith("text/") else form.media_type
    return Response(reply.body, headers=headers | {"Content-Type": media})


async def _update(request: Request, asked: Operation) -> Response:
    graph: Graph = request.app.state.graph
    if not graph.options.writable:
        raise Refusal(403, "this endpoint is read-only; start it with --writable to allow updates")
    origin = request.headers.get("origin")
    if origin is not None and origin.split("//")[-1] != request.headers.get("host"):
        raise Refusal(403, "updates from other sites are refused")
    if asked.default or asked.named:
        raise Refusal(400, "using-graph-uri is not supported; write USING or WITH in the update")
    await graph.pool.ask(Job(asked.text, update=True))
    return Response(status_code=204)


async def _visitor(request: Request) -> Response:
    """Nothing is asked: a browser gets the editor, all others the service description."""
    editor: Handler | None = request.app.state.editor
    if editor is not None and "text/html" in request.headers.get("accept", ""):
        return await editor(request)
    form = accepted(request.headers.get("accept", "").replace("text/html", "*/*"), "DESCRIBE")
    graph: Graph = request.app.state.graph
    body = describe(str(request.url.replace(query="", fragment="")), graph.options.writable, form.name)
    return Response(body, headers={"Content-Type": form.media_type, "Vary": "Accept"})


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise Refusal(413, f"a query may be {MAX_BODY >> 20} MB long")
    return body


async def _while_connected(request: Request, work: Coroutine[None, None, Reply]) -> Reply:
    """Wait for a reply; give the query up when its client has gone."""
    asking = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({asking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            raise ClientDisconnect
        return asking.result()
    finally:
        for task in (asking, leaving):
            task.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _described(query: NamedQuery) -> dict[str, object]:
    parameters = [
        {"name": p.name, "type": p.type.value, "en": p.english, "vi": p.vietnamese, "required": p.required}
        for p in query.parameters
    ]
    return {"name": query.name, "en": query.english, "vi": query.vietnamese, "parameters": parameters}


def _status(error: DothiError) -> int:
    """The HTTP status of an error."""
    if isinstance(error, QueryRefused):
        return 403
    if isinstance(error, QueryError):
        return 400
    if isinstance(error, Overloaded | Exhausted | Busy):
        return 503
    return 500


def _told(status: int, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse(f"{reason}\n", status, dict(headers or {}))
