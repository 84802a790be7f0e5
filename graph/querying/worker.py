"""A process of its own for queries, because a running query can only be stopped by ending its process.

`python -m graph.querying.worker PATH` reads jobs from standard input and writes replies to standard output,
each a MessagePack value behind its length in eight bytes. Its memory is bounded, so that a query that wants
too much ends this process and nothing else.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

from graph.errors import DothiError
from graph.querying.sparql_errors import QueryError, QueryRefused
from graph.storage.store_files import Busy

if TYPE_CHECKING:
    from graph.querying.sources import Source

LENGTH = 8
READY = "ready"


class Job(msgspec.Struct, frozen=True, array_like=True):
    """A query or update, the forms for its rows or triples, and its bounds (`limit` 0: no bound on rows)."""

    query: str
    rows_form: str = "json"
    triples_form: str = "ttl"
    limit: int = 0
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    service: bool = False
    update: bool = False


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """A result in `form`, or why there is none; `kind`: ready, done, malformed, refused, busy, failed."""

    kind: str
    error: str = ""
    form: str = ""
    body: bytes = b""
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one query: seconds of time and bytes of memory, 0 for none."""

    seconds: float = 60.0
    memory: int = 2 << 30


def frame(message: Job | Reply) -> bytes:
    """A message with its length before it.

    >>> frame(Reply("ready"))[:8]
    b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x0c'
    """
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(LENGTH, "big") + body


def command(path: str, memory: int) -> list[str]:
    """The command line of a worker."""
    return [sys.executable, "-m", "graph.querying.worker", path, str(memory)]


def environment() -> dict[str, str]:
    """The environment of a worker: it imports `graph` from where this process does, and keeps quiet."""
    here = Path(__file__).resolve().parents[2]
    paths = [str(here), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "RUST_BACKTRACE": "0"}


def ask(path: str, job: Job, limits: Limits) -> Reply:
    """Answer one job in a process of its own and stop that when its time is over.

    Raises `DothiError` when time or memory did not suffice, and `QueryError` when the query is at fault.
    """
    process = subprocess.Popen(
        command(path, limits.memory),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
    try:
        out, _ = process.communicate(frame(job), limits.seconds or None)
    except subprocess.TimeoutExpired as error:
        raise timed_out(limits.seconds) from error
    finally:
        process.kill()
        process.wait()
    reply = _last(out)
    if reply is None or reply.kind == READY:
        raise ended(process.returncode, limits.memory)
    return checked(reply)


def checked(reply: Reply) -> Reply:
    """The reply if it holds a result; else the error it tells is raised."""
    if reply.kind == "malformed":
        raise QueryError(reply.error)
    if reply.kind == "refused":
        raise QueryRefused(reply.error)
    if reply.kind == "busy":
        raise Busy(reply.error)
    if reply.error:
        raise DothiError(reply.error)
    return reply


def timed_out(seconds: float) -> DothiError:
    """The error of a query that ran out of time."""
    return DothiError(f"stopped after {seconds:g} s: ask for less, or allow more time with --timeout")


def ended(code: int | None, memory: int) -> DothiError:
    """The error of a query whose process ended with this exit code and without a reply."""
    if code is not None and code > 0:
        return DothiError(f"the query's process failed (exit code {code})")
    return DothiError(f"the query needed more than {memory >> 20} MB of memory and was stopped: ask for less")


def _last(out: bytes) -> Reply | None:
    """The last whole reply of an output."""
    reply, at = None, 0
    while at + LENGTH <= len(out):
        end = at + LENGTH + int.from_bytes(out[at : at + LENGTH], "big")
        if end > len(out):
            break
        reply = msgspec.msgpack.decode(out[at + LENGTH : end], type=Reply)
        at = end
    return reply


def _bound_memory(size: int) -> None:
    """Bound what the process may allocate: its data, not the address space that libraries merely reserve."""
    if size and sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def _serve(path: str, jobs: IO[bytes], replies: IO[bytes]) -> None:
    """Answer jobs until the input ends."""
    from graph.querying.sources import Source

    try:
        source = Source(path)
        source.store()
        replies.write(frame(Reply(READY)))
    except DothiError as error:
        replies.write(frame(Reply("failed", str(error))))
        return
    finally:
        replies.flush()
    while head := jobs.read(LENGTH):
        job = msgspec.msgpack.decode(jobs.read(int.from_bytes(head, "big")), type=Job)
        replies.write(frame(_answer(source, job)))
        replies.flush()


def _answer(source: Source, job: Job) -> Reply:
    from graph.querying.results import write
    from graph.querying.sparql import Answer, Dataset, Triples, run

    try:
        if job.update:
            _update(source, job.query)
            return Reply("done")
        dataset = Dataset(job.default, job.named)
        result = run(source.store(), job.query, limit=job.limit, dataset=dataset, service=job.service)
        form = job.triples_form if isinstance(result, Triples) else job.rows_form
        truncated = not isinstance(result, Answer) and result.truncated
        return Reply("done", form=form, body=write(result, form) if form else b"", truncated=truncated)
    except QueryRefused as error:
        return Reply("refused", str(error))
    except QueryError as error:
        return Reply("malformed", str(error))
    except Busy as error:
        return Reply("busy", str(error))
    except DothiError as error:
        return Reply("failed", str(error))
    except MemoryError:
        os.abort()


def _update(source: Source, text: str) -> None:
    """Change a store; a file that was loaded stays as it is."""
    from graph.storage.store import ArticleStore

    if not source.path.is_dir():
        raise QueryRefused(f"{source.path}: a file is not changed; only a store can be updated")
    with ArticleStore(source.path) as store:
        store.update(text)


def main() -> None:
    """Run a worker on the path and memory bound of the command line."""
    _bound_memory(int(sys.argv[2]))
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _serve(sys.argv[1], sys.stdin.buffer, out)


if __name__ == "__main__":
    main()
