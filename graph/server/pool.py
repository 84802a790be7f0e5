"""Query processes that a server keeps ready, and ends when a query takes too long.

Jobs go in, replies come out. Each process answers one job at a time; one that exceeds its time or memory, or
whose client has gone, is ended and replaced, so that no query can hold the server.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import msgspec

from graph.errors import DothiError
from graph.querying.worker import (
    LENGTH,
    Job,
    Limits,
    Reply,
    checked,
    command,
    ended,
    environment,
    frame,
    timed_out,
)


class Overloaded(DothiError):
    """All query processes are at work, and were for as long as a client should wait.

    >>> str(Overloaded("busy"))
    'busy'
    """


class Exhausted(DothiError):
    """A query was stopped because it took too much time or memory.

    >>> str(Exhausted("stopped after 10 s"))
    'stopped after 10 s'
    """


@dataclass(frozen=True, slots=True, eq=False)
class _Process:
    """A running worker; its replies come in the order of its jobs."""

    process: asyncio.subprocess.Process

    async def reply(self) -> Reply:
        assert self.process.stdout is not None
        size = int.from_bytes(await self.process.stdout.readexactly(LENGTH), "big")
        return msgspec.msgpack.decode(await self.process.stdout.readexactly(size), type=Reply)

    async def ask(self, job: Job) -> Reply:
        assert self.process.stdin is not None
        self.process.stdin.write(frame(job))
        await self.process.stdin.drain()
        return await self.reply()

    async def end(self) -> int | None:
        if self.process.returncode is None:
            self.process.kill()
        return await self.process.wait()

    async def ended(self) -> int | None:
        """The exit code of a process that has closed its output; killing it now would lose the code."""
        try:
            return await asyncio.wait_for(self.process.wait(), 5)
        except TimeoutError:
            return await self.end()


class WorkerPool:
    """Processes that answer queries over the graph at `path`; `start` them before asking.

    `size` processes; `patience` is how many seconds a job waits for a free one.
    """

    def __init__(self, path: Path | str, size: int = 2, limits: Limits | None = None, patience: float = 10.0):
        self.path = Path(path)
        self.size = size
        self.limits = limits or Limits(seconds=10.0)
        self.patience = patience
        self._idle: asyncio.Queue[_Process] = asyncio.Queue()
        self._all: set[_Process] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the processes and wait until they are ready; `DothiError` when the graph can't be opened."""
        if self._all:
            return
        launched = await asyncio.gather(*(self._launch() for _ in range(self.size)), return_exceptions=True)
        for worker in launched:
            if isinstance(worker, BaseException):
                await self.stop()
                raise worker
            self._idle.put_nowait(worker)

    async def stop(self) -> None:
        """End all processes."""
        await asyncio.gather(*(worker.end() for worker in self._all))
        self._all.clear()
        self._idle = asyncio.Queue()

    async def ask(self, job: Job) -> Reply:
        """Answer a job. Raises `Overloaded`, `Exhausted`, `QueryError` or another `DothiError`."""
        try:
            worker = await asyncio.wait_for(self._idle.get(), self.patience)
        except TimeoutError as error:
            raise Overloaded("all query processes are at work; try again in a moment") from error
        try:
            reply = await asyncio.wait_for(worker.ask(job), self.limits.seconds or None)
        except TimeoutError as error:
            await self._replace(worker)
            raise Exhausted(str(timed_out(self.limits.seconds))) from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            code = await worker.ended()
            await self._replace(worker)
            raise Exhausted(str(ended(code, self.limits.memory))) from error
        except BaseException:
            await self._replace(worker)
            raise
        self._idle.put_nowait(worker)
        return checked(reply)

    async def _launch(self) -> _Process:
        pipe, null = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        worker = _Process(
            await asyncio.create_subprocess_exec(
                *command(str(self.path), self.limits.memory),
                stdin=pipe,
                stdout=pipe,
                stderr=null,
                env=environment(),
            )
        )
        self._all.add(worker)
        try:
            checked(await worker.reply())
        except asyncio.IncompleteReadError as error:
            self._all.discard(worker)
            raise ended(await worker.ended(), self.limits.memory) from error
        except BaseException:
            self._all.discard(worker)
            await worker.end()
            raise
        return worker

    async def _replace(self, worker: _Process) -> None:
        """End a process and start another in its place, without making the client wait for it."""
        await worker.end()
        self._all.discard(worker)
        task = asyncio.create_task(self._refill())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _refill(self) -> None:
        self._idle.put_nowait(await self._launch())
