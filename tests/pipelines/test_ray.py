"""The Ray engine on a real cluster of two nodes: the same graph, also when a worker is killed in mid-run."""

from __future__ import annotations

import json
import os
import signal
import tempfile
from pathlib import Path

import pytest

from graph.identifiers import DEFAULT_BASE
from graph.storage.incoming import split
from pipelines.engines import Feed, InProcess, Settings
from pipelines.reading import read

if not os.environ.get("DOTHI_RAY"):
    pytest.skip("starts a cluster, which takes a quiet machine: make ray", allow_module_level=True)
ray = pytest.importorskip("ray", reason="needs the extra dothi[ray]")

SAMPLES = Path(__file__).parents[2] / "pipelines" / "samples"
COUNT = 200


@pytest.fixture(scope="module")
def cluster():
    """Two nodes of one processor each; both see this folder."""
    from ray.cluster_utils import Cluster

    root = str(Path(__file__).parents[2])
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    memory = 100 << 20
    nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 2, "object_store_memory": memory})
    nodes.add_node(num_cpus=1, object_store_memory=memory)
    ray.init(address=nodes.address, log_to_driver=False)
    yield nodes
    ray.shutdown()
    nodes.shutdown()


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture(scope="module")
def feed(folder) -> Feed:
    lines = [line for a in read(str(SAMPLES)) for line in a.text.split("\n") if 40 < len(line) < 160]
    for part in range(4):
        records = [
            {"id": f"tin-{n}", "text": lines[n % len(lines)], "date": "2024-05-02"}
            for n in range(part * COUNT // 4, (part + 1) * COUNT // 4)
        ]
        text = "".join(json.dumps(record) + "\n" for record in records)
        (folder / f"{part}.jsonl").write_text(text, "utf-8")
    return Feed([str(folder / "*.jsonl"), str(folder / "none.txt")], Settings(DEFAULT_BASE))


@pytest.fixture(scope="module")
def expected(feed):
    return list(InProcess().run(feed))


def test_a_cluster_of_two_nodes_gives_the_same_also_when_a_worker_is_killed(cluster, folder, feed, expected):
    from pipelines.engines.machines import Machines

    assert len([node for node in ray.nodes() if node["Alive"]]) == 2
    found, killed = [], 0
    for outcome in Machines(2, folder / "parts", keep=True).run(feed):
        found.append(outcome)
        if not killed:
            killed = kill_a_worker()
    assert killed
    assert found == expected
    parts = [
        t for p in sorted((folder / "parts").glob("*.nq")) for t in split(p.read_bytes().splitlines(True))
    ]
    assert {t.name: t.text for t in parts} == {t.name: t.text for o in expected for t in o.texts}


def kill_a_worker() -> int:
    """End the process of one actor that reads, as a machine that fails would."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                name = (folder / "cmdline").read_bytes()
                mine = b"ray::" in name and b"MapWorker" in name
            except OSError:
                continue
            if mine:
                os.kill(int(folder.name), signal.SIGKILL)
                return int(folder.name)
    return 0
