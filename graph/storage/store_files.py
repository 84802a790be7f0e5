"""What lies in a store's folder: Oxigraph's own files, and in `dothi/` a mark, a lock and the last snapshot.

One process writes, guarded by a lock; readers open the snapshot that the writer published last, made of hard
links, and are never disturbed by it. A writer that was killed leaves a note, and whoever comes next publishes
in its place. The files belong to processes on one machine (``flock``).
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pyoxigraph import Store

from graph.errors import DothiError

FORMAT = "dothi store 1\n"

MERGING = 10
"""How nice (0 to 19) the database's merging is: a tenth of a core when the cores are busy."""


class Busy(DothiError):
    """Another process is writing to the store.

    >>> Busy("store: process 7 is writing").exit_code
    1
    """


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are in the store's folder `root`."""

    root: Path

    @property
    def own(self) -> Path:
        """The folder of what is not Oxigraph's."""
        return self.root / "dothi"

    @property
    def mark(self) -> Path:
        """The file that makes a folder a dothi store."""
        return self.own / "store"

    @property
    def pending(self) -> Path:
        """A note that something was written and not yet published."""
        return self.own / "pending"

    @property
    def current(self) -> Path:
        """The file that names the last snapshot."""
        return self.own / "current"

    def snapshot(self, name: str) -> Path:
        """The folder of a snapshot."""
        return self.own / "snapshots" / name

    def held(self, name: str) -> Path:
        """The file that readers of a snapshot lock."""
        return self.own / "snapshots" / f"{name}.lock"


def is_store(path: Path) -> bool:
    """Whether a folder is a dothi store.

    >>> is_store(Path("/"))
    False
    """
    return Layout(path).mark.is_file()


def require_store(path: Path) -> Layout:
    """The layout of an existing store; `DothiError` if there is none of a form that we know."""
    layout = Layout(path)
    if not path.exists():
        raise DothiError(f"{path}: no such store; `dothi ingest ARTICLE --store {path}` makes one")
    if not layout.mark.is_file():
        raise DothiError(f"{path}: not a dothi store; name a folder that `dothi ingest` made")
    with telling(path):
        if layout.mark.read_text("utf-8") != FORMAT:
            raise DothiError(f"{path}: made by another version of dothi; ingest the articles anew")
    return layout


def create(path: Path) -> Layout:
    """The layout of a store, new if the folder is missing or empty; a folder of other things is refused."""
    layout = Layout(path)
    if layout.mark.is_file():
        return require_store(path)
    with telling(path):
        if path.exists() and (not path.is_dir() or any(entry.name != "dothi" for entry in path.iterdir())):
            raise DothiError(f"{path}: holds something that is not a dothi store; name a new or empty folder")
        layout.snapshot("0").parent.mkdir(parents=True, exist_ok=True)
        replace_text(layout.mark, FORMAT)
    return layout


@contextmanager
def writing(layout: Layout) -> Iterator[None]:
    """Hold the only right to write; `DothiError` at once if another process has it."""
    with telling(layout.root), (layout.own / "lock").open("a+", encoding="utf-8") as lock:
        if not _flock(lock, fcntl.LOCK_EX):
            lock.seek(0)
            who = lock.read().strip() or "?"
            raise Busy(f"{layout.root}: process {who} is writing to this store; wait until it has finished")
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def publish(layout: Layout, store: Store) -> None:
    """Make what the writer has committed visible to readers, and drop snapshots that nobody reads."""
    old = _current(layout)
    name = str(int(old or 0) + 1)
    with telling(layout.root):
        shutil.rmtree(layout.snapshot(name), ignore_errors=True)
        store.flush()  # or the logs of all that was ever written stay until the writer ends
        store.backup(layout.snapshot(name))
        layout.held(name).touch()
        replace_text(layout.current, name)
        layout.pending.unlink(missing_ok=True)
        for folder in sorted(layout.snapshot(name).parent.iterdir()):
            if folder.is_dir() and folder.name != name:
                _drop(layout, folder.name)


@contextmanager
def reading(layout: Layout) -> Iterator[Path]:
    """The folder of the last snapshot, kept from being dropped."""
    while True:
        name = _current(layout)
        if name is None:
            raise DothiError(f"{layout.root}: nothing is in this store yet; wait for the first articles")
        try:
            opened = ExitStack()
            lock = opened.enter_context(layout.held(name).open(encoding="utf-8"))
        except FileNotFoundError:
            continue
        with opened:
            _flock(lock, fcntl.LOCK_SH)
            if _current(layout) == name:
                yield layout.snapshot(name)
                return


def version(layout: Layout) -> str | None:
    """The name of the last snapshot: it changes when there is something new to read."""
    return _current(layout)


def merge_at_leisure() -> None:
    """Let the threads in which the database merges its files give way to work that somebody waits for.

    Then they merge more files at once, less often. Where there is no ``/proc``, they stay as they are.
    """
    for task in Path("/proc/self/task").glob("*"):
        try:
            if (task / "comm").read_text("utf-8").startswith("rocksdb:low"):
                os.setpriority(os.PRIO_PROCESS, int(task.name), MERGING)
        except OSError:
            continue  # it has ended


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turn what the system or Oxigraph raises into one line."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        said = " ".join(str(error).split())
        number = getattr(error, "errno", None)
        if number in (errno.ENOSPC, errno.EDQUOT) or "No space left" in said:
            why = "the disk is full; what was committed is safe, free some space and run again"
        elif number == errno.EFBIG or "File too large" in said:
            why = "a file grew too large for this disk; what was committed is safe"
        elif "lock" in said.lower() and "unavailable" in said:
            why = "another program has this store open; close it first"
        elif isinstance(error, PermissionError) or "Permission denied" in said:
            why = "no permission to read or write here"
        else:
            why = f"the store is damaged or incomplete ({said}); ingest the articles anew into a new folder"
        raise DothiError(f"{path}: {why}") from error


def replace_text(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old or the new text, never half."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def _current(layout: Layout) -> str | None:
    try:
        name = layout.current.read_text("utf-8")
        return name if name.isdecimal() else None  # after a power cut the file may be there and empty
    except FileNotFoundError:
        return None


def _flock(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _drop(layout: Layout, name: str) -> None:
    """Remove a snapshot unless somebody reads it."""
    with open(layout.held(name), "a+", encoding="utf-8") as lock:
        if _flock(lock, fcntl.LOCK_EX):
            shutil.rmtree(layout.snapshot(name), ignore_errors=True)
            layout.held(name).unlink(missing_ok=True)
