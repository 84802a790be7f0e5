"""The main job with the network taken away: it must not even ask."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]


def blocked(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python in which every connection and every look-up of a name fails."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS / "no_network"), "DOTHI_LANG": "en"}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, check=False
    )


def test_the_block_blocks() -> None:
    ran = blocked("-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:9/')")
    assert ran.returncode != 0
    assert "no network here" in ran.stderr


def test_demo_builds_without_a_network(tmp_path: Path) -> None:
    ran = blocked("-m", "pipelines.command", "demo", "-o", str(tmp_path))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (tmp_path / "graph.ttl").stat().st_size > 1000


def test_the_page_asks_for_nothing(tmp_path: Path) -> None:
    """No address stands in the page where a browser would fetch it."""
    import re

    assert blocked("-m", "pipelines.command", "demo", "-o", str(tmp_path)).returncode == 0
    page = (tmp_path / "graph.html").read_text(encoding="utf-8")
    fetching = (
        r"""<(?:script|link|img|iframe|source|video|audio)\b[^>]*\b(?:src|href)\s*=\s*["']?(?:https?:)?//"""
    )
    assert re.findall(fetching, page) == []
