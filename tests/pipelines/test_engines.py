"""Engines give the same graph; a killed run goes on where it was; a death among workers costs nothing."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, serialize

from graph.identifiers import DEFAULT_BASE
from graph.storage.store import read_store, stored_articles
from pipelines.engines import Feed, InProcess, Outcome, Settings
from pipelines.engines.processes import Processes
from pipelines.reading import read

SAMPLES = Path(__file__).parents[2] / "pipelines" / "samples"
COUNT = 48


@pytest.fixture(scope="module")
def folder():
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def source(folder) -> str:
    """Some dozens of short articles, made of single paragraphs of the samples."""
    paragraphs = [line for a in read(str(SAMPLES)) for line in a.text.split("\n") if len(line) > 60]
    path = folder / "tin.jsonl"
    lines = [
        {
            "id": f"tin-{n}",
            "title": f"Tin số {n}",
            "text": paragraphs[n % len(paragraphs)],
            "date": "2024-05-02",
        }
        for n in range(COUNT)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return str(path)


@pytest.fixture(scope="module")
def expected(source) -> list[Outcome]:
    return list(InProcess().run(feed(source)))


def feed(*sources: str) -> Feed:
    return Feed(sources, Settings(DEFAULT_BASE))


def command(source: str, store: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "pipelines.command", "ingest", source, "--store", str(store), *more]


def contents(path: Path) -> bytes:
    """Everything in a store, sorted."""
    with read_store(path) as store:
        assert isinstance(store, Store)
        text = serialize(store.quads_for_pattern(None, None, None), format=RdfFormat.N_QUADS)
    return b"\n".join(sorted(text.split(b"\n")))


def processes() -> Processes:
    return Processes(2)


def test_processes_give_the_same_in_the_same_order(source, expected):
    assert list(processes().run(feed(source, "none.jsonl")))[:COUNT] == expected


def test_a_worker_that_is_killed_costs_nothing(source, expected):
    outcomes = processes().run(feed(source))
    found = [next(outcomes)]
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    victim = next(c for c in children if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes())
    os.kill(int(victim), signal.SIGKILL)
    assert found + list(outcomes) == expected


def test_an_article_that_ends_its_process_is_a_failure_and_the_rest_is_read(source, expected, monkeypatch):
    monkeypatch.setenv("DOTHI_TEST_POISON", "tin-13")
    monkeypatch.setattr("pipelines.engines.processes._read", _poisoned)
    found = list(processes().run(feed(source)))
    assert [o for o in found if o.error] == [Outcome("tin-13", error="tin-13: reading it ended the process")]
    assert [o for o in found if not o.error] == [o for o in expected if o.source != "tin-13"]


def _poisoned(items):
    from pipelines.engines import processes

    if any(getattr(item, "id", "") == os.environ["DOTHI_TEST_POISON"] for item in items):
        os._exit(9)
    return [item if isinstance(item, Outcome) else processes._reader(item) for item in items]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_stopped_in_mid_course_goes_on_where_it_was(source, folder, how):
    whole, broken = folder / f"whole-{how}", folder / f"broken-{how}"
    environment = {**os.environ, "DOTHI_LANG": "en"}
    assert subprocess.run(command(source, whole), env=environment, capture_output=True).returncode == 0
    choose = random.Random(int(how))
    for _ in range(3):
        process = subprocess.Popen(
            command(source, broken, "--workers", "2"), env=environment, stderr=subprocess.PIPE
        )
        time.sleep(3 + 3 * choose.random())
        process.send_signal(how)
        told = process.communicate()[1]
        assert process.returncode in (0, -how, 130)
        assert b"Traceback" not in told
    done = subprocess.run(command(source, broken, "--workers", "2"), env=environment, capture_output=True)
    assert done.returncode == 0
    with read_store(broken) as store:
        assert len(list(stored_articles(store))) == COUNT
    assert contents(broken) == contents(whole)


def test_a_store_names_the_file_of_failures(source, folder):
    (folder / "hong.jsonl").write_text('{"id": 1, "text": "Mưa ở Huế."}\n{"id": \n', "utf-8")
    done = subprocess.run(command(str(folder / "hong.jsonl"), folder / "k"), capture_output=True)
    assert done.returncode == 1
    (line,) = (folder / "k.failed.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["reason"].startswith(f"{folder}/hong.jsonl:2")
