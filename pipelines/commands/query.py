"""`dothi query` asks a graph file or a store; `dothi queries` lists the questions that ship.

A SPARQL text, a file or a named query goes in, rows or triples go to standard output. The query runs in a
process of its own, so that its time limit and Ctrl-C really stop it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import DothiError
from pipelines import console
from pipelines.messages import either
from pipelines.store_messages import StoreMessage

if TYPE_CHECKING:
    from graph.querying.named_queries import NamedQuery, Parameter
    from graph.querying.worker import Reply

ROW_FORMS = ("table", "csv", "tsv", "json", "xml")
TRIPLE_FORMS = ("ttl", "nt", "jsonld", "rdf")


Graph = Annotated[
    Path,
    typer.Argument(
        metavar="GRAPH|STORE",
        help=either("A graph file, a store, or a build's folder.", "Tệp đồ thị, kho, hoặc thư mục đã dựng."),
    ),
]
Question = Annotated[
    str | None, typer.Argument(metavar="SPARQL|@FILE", help=either("The question.", "Câu hỏi."))
]
Name = Annotated[
    str | None,
    typer.Option(
        help=either("A question that ships; see dothi queries.", "Câu hỏi có sẵn; xem dothi queries.")
    ),
]
Values = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="NAME=VALUE", help=either("A value for it.", "Giá trị cho câu hỏi có sẵn.")
    ),
]
Form = Annotated[str | None, typer.Option("--format", "-f", help=" ".join((*ROW_FORMS, *TRIPLE_FORMS)))]
Limit = Annotated[
    int, typer.Option(min=0, help=either("Rows at most; 0 for all.", "Số dòng tối đa; 0 là tất cả."))
]
Timeout = Annotated[
    float,
    typer.Option(min=0, help=either("Seconds at most; 0 for no end.", "Số giây tối đa; 0 là không hạn.")),
]
Service = Annotated[
    bool,
    typer.Option(
        "--allow-service", help=either("Let SERVICE ask the network.", "Cho phép SERVICE truy cập mạng.")
    ),
]


def query(
    graph: Graph,
    sparql: Question = None,
    name: Name = None,
    values: Values = None,
    form: Form = None,
    limit: Limit = 1000,
    timeout: Timeout = 60.0,
    service: Service = False,
) -> None:
    """Ask a graph or store in SPARQL · Hỏi đồ thị hoặc kho bằng SPARQL."""
    from graph.querying.worker import Job, Limits, ask

    known = (*ROW_FORMS, *TRIPLE_FORMS)
    if form is not None and form not in known:
        raise DothiError(StoreMessage.NO_FORM(name=form, known=", ".join(known)), exit_code=2)
    text = _question(sparql, name, values or [], limit)
    table = form in (None, "table")
    job = Job(text, "json" if table else str(form), "ttl" if table else str(form), limit, service=service)
    reply = ask(str(graph), job, Limits(timeout))
    _print(reply, table)
    if reply.truncated:
        console.note(StoreMessage.MORE_ROWS(count=limit))


def queries(
    name: Annotated[
        str | None,
        typer.Argument(help=either("Show this question whole.", "Xem toàn bộ câu hỏi này.")),
    ] = None,
) -> None:
    """List the questions that ship · Liệt kê các câu hỏi có sẵn."""
    from graph.querying.named_queries import named_queries, named_query

    if name is not None:
        print(named_query(name).text, end="")
        return
    for each in named_queries():
        print(_described(each))


def _question(sparql: str | None, name: str | None, values: list[str], limit: int) -> str:
    """The SPARQL text that the arguments ask for, when no more than `limit` rows will be shown."""
    if sparql is not None and name is not None:
        raise DothiError(StoreMessage.TWO_QUESTIONS(), exit_code=2)
    if name is not None:
        from graph.querying.named_queries import named_query

        return named_query(name).bounded(dict(_pair(value) for value in values), limit)
    if values:
        raise DothiError(StoreMessage.SET_NEEDS_NAME(), exit_code=2)
    if sparql is None or not sparql.strip(" @\n\t"):
        raise DothiError(StoreMessage.NO_QUESTION(), exit_code=2)
    return _from_file(sparql[1:]) if sparql.startswith("@") else sparql


def _from_file(path: str) -> str:
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DothiError(StoreMessage.NO_QUERY_FILE(path=path, reason=reason)) from error


def _pair(given: str) -> tuple[str, str]:
    name, separator, value = given.partition("=")
    if not separator or not name.strip():
        raise DothiError(StoreMessage.BAD_SET(given=given), exit_code=2)
    return name.strip(), value.strip()


def _print(reply: Reply, table: bool) -> None:
    """Write a result: rows as a table when that is wanted, all else as it comes."""
    if not table or reply.form != "json":
        sys.stdout.buffer.write(reply.body)
        sys.stdout.buffer.flush()
        return
    from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

    from graph.querying.sparql import Rows
    from pipelines.commands.table import print_rows

    parsed = parse_query_results(reply.body, format=QueryResultsFormat.JSON)
    if isinstance(parsed, QueryBoolean):
        print(StoreMessage.YES() if parsed else StoreMessage.NO())
        return
    assert isinstance(parsed, QuerySolutions)
    names = tuple(variable.value for variable in parsed.variables)
    rows = Rows(names, tuple(tuple(solution) for solution in parsed), reply.truncated)
    if rows.rows:
        print_rows(rows)
    else:
        console.note(StoreMessage.NOTHING_FOUND())


def _described(each: NamedQuery) -> str:
    """A named query in a few lines: what it answers, in both languages, and what can be set."""
    first = either(each.english, each.vietnamese)
    second = either(each.vietnamese, each.english)
    lines = [f"{each.name:<16} {first}", f"{'':<16} {second}"]
    lines += [f"{'':<16}   --set {_parameter(parameter)}" for parameter in each.parameters]
    return "\n".join(lines)


def _parameter(parameter: Parameter) -> str:
    what = either(parameter.english, parameter.vietnamese)
    needed = f" ({StoreMessage.REQUIRED()})" if parameter.required else ""
    return f"{parameter.name}=…  {what}{needed}"
