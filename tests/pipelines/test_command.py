"""The command line as a person meets it: what it says, where, and with which exit code."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import console
from pipelines.command import COMMANDS, run
from pipelines.messages import Message

ARTICLE = "Mưa lớn ở Huế\nSáng 27/3, Thủ tướng Lương Thế Khải đã thăm Huế. Ông Khải hứa giúp dân.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "mưa.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def dothi(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, as from a shell."""
    return subprocess.run(
        [sys.executable, "-m", "pipelines.command", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "DOTHI_LANG": "en", "NO_COLOR": "1", **environment},
        check=False,
    )


def test_build(article: Path, tmp_path: Path) -> None:
    ran = dothi("build", article, "-o", tmp_path / "out", "--date", "2024-03-28")
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert 3 <= len(lines) <= 4
    assert lines[0].startswith("1 article built in ")
    for file in ("graph.ttl", "graph.graphml", "graph.html"):
        assert (tmp_path / "out" / file).stat().st_size > 100
        assert file in lines[2]


def test_help_names_every_command_without_importing_it(capsys: pytest.CaptureFixture[str]) -> None:
    before = set(sys.modules)
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert "build" in shown
    assert "demo" in shown
    imported = {name for name in set(sys.modules) - before if name.startswith("pipelines.commands.")}
    assert imported == set()


def test_each_command_has_its_function_and_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    run(["--help"])
    shown = capsys.readouterr().out
    for command in COMMANDS:
        if f"  {command.name} " in shown:
            assert callable(command.function())
            assert run([command.name, "--help"]) == 0
            assert "Usage: dothi" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["biuld"], "no command called biuld (did you mean build?); see dothi --help"),
        (["xyzzy"], "no command called xyzzy; see dothi --help"),
        (["--wrong"], "No such option: --wrong"),
        (["build"], "Missing argument"),
        (["build", "a.txt"], "Missing option"),
        (["build", "a.txt", "-o", "out", "--fromat", "ttl"], "No such option: --fromat"),
        (["build", "a.txt", "-o", "out", "--format", "ttl,docx"], "no form called docx; known: ttl,"),
        (["build", "a.txt", "-o", "out", "--model", "huge"], "no model called huge; known: fast, accurate"),
        (["build", "a.txt", "-o", "out", "--min-score", "7"], "--min-score is between 0 and 1"),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(
    arguments: list[str],
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(line)
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("none.txt", "none.txt: not found; check the name"),
        ("*.none", "*.none: no file matches this pattern"),
        ("bad.txt", "bad.txt: not text in an encoding I know; save it as UTF-8"),
        ("empty.txt", "empty.txt: the article has no text"),
        ("http://127.0.0.1:9/a", "http://127.0.0.1:9/a: cannot be read ([Errno 111] Connection refused)"),
    ],
)
def test_one_bad_article_does_not_stop_the_others(
    source: str,
    line: str,
    article: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.txt").write_bytes(bytes(range(256)) * 8)
    Path("empty.txt").write_text(" \n", encoding="utf-8")
    assert run(["build", source, article.name, "-o", "out", "--format", "ttl"]) == 1
    told = capsys.readouterr()
    assert told.err.splitlines() == [line, "1 input failed"]
    assert told.out.startswith("1 article built")
    assert Path("out/graph.ttl").exists()


def test_nothing_built_is_an_error_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["build", "none.txt", "-o", "out"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "no article could be read; nothing written"
    assert list(Path("out").iterdir()) == []


def test_a_bad_date_is_told_before_any_work(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", str(article), "-o", str(article.parent / "out"), "--date", "31/02/2024"]) == 1
    assert capsys.readouterr().err == "--date: 31/02/2024 is not a date; write it as 2024-03-28\n"


def test_a_folder_that_cannot_be_written(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", str(article), "-o", str(article)]) == 1
    assert run(["build", str(article), "-o", str(article / "below")]) == 1
    assert run(["build", str(article), "-o", "/proc/none"]) == 1
    for line in capsys.readouterr().err.splitlines():
        assert "cannot be written (" in line
        assert line.endswith("choose another folder with -o")


def test_an_article_that_breaks_a_step_does_not_stop_the_others(
    article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pipelines.segmentation import Segmentation

    works = Segmentation.__call__

    def breaks(self: Segmentation, doc: object) -> object:
        if getattr(doc, "article").id == "b":  # noqa: B009
            raise RuntimeError("broken step")
        return works(self, doc)  # type: ignore[arg-type]

    monkeypatch.setattr(Segmentation, "__call__", breaks)
    (tmp_path / "b.txt").write_text(ARTICLE, encoding="utf-8")
    code = run(
        ["build", str(tmp_path / "b.txt"), str(article), "-o", str(tmp_path / "out"), "--format", "ttl"]
    )
    told = capsys.readouterr().err.splitlines()
    assert code == 1
    assert told[0] == f"b: {Message.UNEXPECTED(reason='RuntimeError: broken step')}"
    assert not any("Traceback" in line for line in told)


def test_two_articles_of_one_name_stay_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, text in (("one", "Mưa ở Huế.\nTo lắm."), ("two", "Gió ở Huế.\nTo lắm.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(text, encoding="utf-8")
    sources = [str(tmp_path / folder / "a.txt") for folder in ("one", "two", "two")]
    assert run(["build", *sources, "-o", str(tmp_path / "out"), "--format", "nq"]) == 0
    told = capsys.readouterr()
    assert "another article is called a too" in told.err
    written = (tmp_path / "out" / "graph.nq").read_text(encoding="utf-8")
    assert written.count("schema.org/NewsArticle>") == 2


def test_quiet_and_verbose_stand_anywhere(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    assert run(["build", str(article), "--quiet", "-o", out, "--format", "ttl", "--verbose"]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")
    assert console.is_verbose()


def test_vietnamese(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("DOTHI_LANG")
    for variable in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    assert run(["biuld"]) == 2
    assert capsys.readouterr().err == "không có lệnh biuld (có phải build?); xem dothi --help\n"
    assert run(["--help"]) == 0
    assert "Dựng đồ thị tri thức" in capsys.readouterr().out


def test_every_message_says_the_same_fields_in_both_languages() -> None:
    from string import Formatter

    for message in Message:
        english, vietnamese = (
            {name for _, name, _, _ in Formatter().parse(text) if name} for text in message.value
        )
        assert vietnamese <= english, message.name
        assert english - vietnamese <= {"s"}, message.name


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("dothi 0.")


def test_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "-o", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("3 articles built (and 2 teasers below them) in ")
    assert told.err == ""


def test_the_same_input_gives_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    digests = set()
    for seed in ("0", "1", "4711"):
        out = tmp_path / seed
        ran = dothi("demo", "-o", out, PYTHONHASHSEED=seed)
        assert ran.returncode == 0, ran.stderr
        files = {file.name: file.read_bytes() for file in sorted(out.iterdir())}
        digests.add(hashlib.sha256(repr(files).encode()).hexdigest())
    assert len(digests) == 1


def test_json_lines_from_standard_input(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "pipelines.command", "build", "-", "-o", str(tmp_path), "--format", "nt"],
        input=json.dumps({"id": "x1", "title": "Mưa", "text": "Mưa ở Huế."}).encode(),
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert b"x1" in (tmp_path / "graph.nt").read_bytes()


def least_cpu(tries: int, *arguments: object) -> float:
    """The least processor time of a few runs, in seconds: other programs do not count in it."""
    taken = []
    for _ in range(tries):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ran = dothi(*arguments)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert ran.returncode == 0, ran.stderr
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)


def test_help_comes_at_once() -> None:
    assert least_cpu(3, "--help") < 0.3


def test_one_article_is_built_in_three_seconds_cold(tmp_path: Path) -> None:
    samples = Path(__file__).parents[2] / "pipelines" / "samples" / "samples.jsonl"
    first = tmp_path / "one.jsonl"
    first.write_text(samples.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    assert least_cpu(2, "build", first, "-o", tmp_path / "out") < 3
