"""The `dothi` command: finds the subcommand, runs it, and turns errors into one line and an exit code.

Only the module of the subcommand that is called is imported, so that ``dothi --help`` costs next to nothing.
Exit codes: 0 all went well, 1 an input failed, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, cast

import typer
from typer.exceptions import TyperException

from graph.errors import DothiError
from pipelines import console
from pipelines.messages import Message, language


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: its name, the module under `pipelines.commands`, and what it does in a line."""

    name: str
    module: str
    english: str
    vietnamese: str

    def summary(self) -> str:
        """What it does, in the reader's language."""
        return self.vietnamese if language() == "vi" else self.english

    def function(self) -> Callable[..., object]:
        """What runs it; imports its module."""
        module = import_module(f"pipelines.commands.{self.module}")
        return cast(Callable[..., object], getattr(module, self.name))


COMMANDS = (
    Command("build", "build", "Articles in, a knowledge graph out", "Dựng đồ thị tri thức từ các bài báo"),
    Command("demo", "demo", "Build the sample articles that ship", "Dựng thử các bài báo mẫu đi kèm"),
    Command("query", "query", "Ask a graph or store in SPARQL", "Hỏi đồ thị hoặc kho bằng SPARQL"),
    Command("queries", "query", "List the queries that ship", "Liệt kê các câu hỏi có sẵn"),
    Command(
        "validate", "validate", "Check a graph against the shapes", "Kiểm tra đồ thị theo các ràng buộc SHACL"
    ),
    Command("ingest", "ingest", "Add articles to a store", "Thêm bài báo vào kho"),
    Command("remove", "remove", "Take articles out of a store", "Gỡ bài báo khỏi kho"),
    Command("load", "load", "Make a store of exported N-Quads", "Dựng kho từ N-Quads đã xuất"),
    Command("export", "export", "Write a store in another form", "Xuất kho ra định dạng khác"),
    Command("serve", "serve", "Serve a graph or store over HTTP", "Mở đồ thị hoặc kho qua HTTP"),
    Command(
        "explain", "explain", "The sentences and merges behind a node", "Các câu và phép gộp đứng sau một nút"
    ),
    Command("stats", "stats", "Counts and trends of a store", "Số liệu và xu hướng của kho"),
    Command("link", "link", "Link entities to Wikidata", "Nối thực thể với Wikidata"),
)

HELP = (
    "Vietnamese news in, a knowledge graph out: who did what to whom, where, when, and which words say so.",
    "Đọc tin tiếng Việt, dựng đồ thị tri thức: ai làm gì với ai, ở đâu, khi nào, và câu nào nói thế.",
)


def main() -> None:
    """The entry point of `dothi`: runs the command line and exits with its code."""
    with console.plain_interrupt():
        raise SystemExit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command line `arguments` and return the exit code.

    >>> import os; os.environ["DOTHI_LANG"] = "en"
    >>> run(["--version"])
    dothi 0.1.0
    0
    """
    given = _take_switches(list(arguments))
    available = {command.name: command for command in COMMANDS if _exists(command)}
    name = next((argument for argument in given if not argument.startswith("-")), None)
    if name is not None and name not in available:
        console.error(_unknown(name, available))
        return 2
    try:
        application = _application(list(available.values()), name)
        result = typer.main.get_command(application).main(given, prog_name="dothi", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except DothiError as error:
        console.error(str(error))
        return error.exit_code
    except TyperException as error:
        console.error(_usage(error))
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # the last line of defence: a person never sees a traceback unasked
        console.unexpected(error)
        return 1


def _take_switches(arguments: list[str]) -> list[str]:
    """`arguments` without ``--quiet`` and ``--verbose``, which hold wherever they stand."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for switch, variable in (("--quiet", "DOTHI_QUIET"), ("--verbose", "DOTHI_VERBOSE")):
        if switch in arguments[:end]:
            os.environ[variable] = "1"
    kept = [argument for argument in arguments[:end] if argument not in ("--quiet", "--verbose")]
    return kept + arguments[end:] if kept or end < len(arguments) else ["--help"]


def _exists(command: Command) -> bool:
    """Whether the command's module is part of this installation (found without importing it)."""
    return find_spec(f"pipelines.commands.{command.module}") is not None


def _application(commands: Sequence[Command], called: str | None) -> typer.Typer:
    """The typer application; all commands but the called one are there by name and summary only."""
    application = typer.Typer(
        help=HELP[language() == "vi"],
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    application.callback()(_options)
    for command in commands:
        function = command.function() if command.name == called else _not_called
        application.command(command.name, help=None if command.name == called else command.summary())(
            function
        )
    return application


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"dothi {version('dothi')}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Errors only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Tracebacks with errors.")] = False,
) -> None:
    """The options before a command; `--quiet` and `--verbose` are taken off before typer sees them."""


def _not_called() -> None:
    """Stands for a command whose module need not be imported."""


def _unknown(name: str, available: dict[str, Command]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, available, n=1, cutoff=0.5)
    return Message.NO_SUCH_COMMAND(name=name, hint=Message.DID_YOU_MEAN(name=near[0]) if near else "")


def _usage(error: TyperException) -> str:
    """What was wrong with the arguments, and where to look, in one line."""
    told = getattr(error, "format_message", error.__str__)()
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "dothi"
    return f"{told.rstrip('.')}; {Message.SEE_HELP(command=f'{path} --help')}"


if __name__ == "__main__":
    main()
