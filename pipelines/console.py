"""Where the commands write: results to standard output, all else to standard error, one line each.

``--quiet`` and ``--verbose`` are known to the whole program, and to processes that it starts, through the
environment (``DOTHI_QUIET``, ``DOTHI_VERBOSE``). Colour is used on a terminal only, and never with
``NO_COLOR``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.messages import Message


def is_quiet() -> bool:
    """Whether only errors are wanted."""
    return bool(os.environ.get("DOTHI_QUIET"))


def is_verbose() -> bool:
    """Whether errors should come with the place in the program where they arose."""
    return bool(os.environ.get("DOTHI_VERBOSE"))


def note(line: str) -> None:
    """A line for the person at the terminal, on standard error; nothing when quiet."""
    if not is_quiet():
        print(line, file=sys.stderr)


def error(line: str) -> None:
    """An error: one line on standard error, also when quiet."""
    first = " ".join(line.split())
    if sys.stderr.isatty() and not os.environ.get("NO_COLOR"):
        first = f"\033[31m{first}\033[0m"
    print(first, file=sys.stderr)


def unexpected(reason: Exception, source: str = "") -> None:
    """An error that dothi did not foresee, told in a line; with ``--verbose`` its traceback follows."""
    what = f"{type(reason).__name__}: {reason}" if str(reason) else type(reason).__name__
    line = Message.UNEXPECTED(reason=what)
    error(f"{source}: {line}" if source else line)
    if is_verbose():
        import traceback

        traceback.print_exception(reason)


@contextmanager
def plain_interrupt() -> Iterator[None]:
    """Ctrl-C ends the program with one line and code 130."""
    try:
        yield
    except KeyboardInterrupt:
        error(Message.INTERRUPTED())
        raise SystemExit(130) from None
