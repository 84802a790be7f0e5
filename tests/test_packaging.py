"""The distribution holds what the program reads, and the promises of the first screen hold."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def names(requirements: list[str]) -> list[str]:
    """The packages' names, as an index spells them."""
    return [re.split(r"[<>=\[;\s]", need)[0].lower().replace("_", "-") for need in requirements]


@pytest.mark.parametrize("package", ["graph", "pipelines"])
def test_every_data_file_is_packaged(package: str) -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"][package]
    folder = ROOT / package
    packaged = {file for pattern in patterns for file in folder.glob(pattern)}
    listed = subprocess.run(
        ["git", "ls-files", package], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    data = [ROOT / name for name in listed.stdout.splitlines() if not name.endswith((".py", ".md"))]
    assert [
        file.relative_to(ROOT).as_posix() for file in data if file.exists() and file not in packaged
    ] == []


def test_every_dependency_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    extras = PROJECT["project"]["optional-dependencies"].values()
    wanted = names([*PROJECT["project"]["dependencies"], *(need for extra in extras for need in extra)])
    assert set(wanted) - set(names(lines)) == set()


@pytest.mark.parametrize("package", ["graph", "pipelines"])
def test_every_import_is_a_dependency(package: str) -> None:
    distributions = packages_distributions()
    extras = PROJECT["project"]["optional-dependencies"]
    declared = set(names(PROJECT["project"]["dependencies"]))
    for extra in ("accurate", "archive", "parquet", "ray", "training"):
        declared |= set(names(extras.get(extra, [])))
    undeclared = {
        (module, file.name)
        for file in (ROOT / package).rglob("*.py")
        for module in imported(file)
        if module in distributions and not declared & set(names(distributions[module]))
    }
    assert {found for found in undeclared if found[0] not in ("graph", "pipelines", "tests")} == set()


def imported(file: Path) -> set[str]:
    """The top-level modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_the_readme_begins_with_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^(?:make|dothi|\. ) ?\w.*", text, flags=re.M)
    assert [line.split("#")[0].strip() for line in commands[:2]] == ["make demo", "make test"]


def test_every_dependency_has_its_line_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8").lower().replace("_", "-")
    assert [name for name in names(PROJECT["project"]["dependencies"]) if name not in text] == []
