"""``brierbook report`` as a person and as a script see it."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run


@pytest.fixture
def root(workspace: Any) -> Path:  # noqa: ANN401  # the draft of tests/conftest.py
    workspace.save()
    found: Path = workspace.root
    return found


def test_it_writes_where_it_is_told_and_prints_the_answer(
    run: "Run", root: Path, tmp_path: Path
) -> None:
    before = sorted(root.rglob("*"))
    done = run("report", "-o", str(tmp_path / "out"), "--lang", "uk", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    # in the first of the languages
    assert "Підсумок відомий для 2 тверджень про 2 події, і всі їх можна оцінити." in done.stdout
    assert "Середня оцінка Браєра — 0,57," in done.stdout
    written = [line.removeprefix("записано: ") for line in done.stdout.splitlines()[-13:]]
    assert all(Path(path).stat().st_size for path in written)
    names = {Path(path).name for path in written}
    assert {"report.uk.html", "report.en.md", "scores.csv", "summary.json"} <= names
    assert sorted(root.rglob("*")) == before


@pytest.mark.parametrize(
    ("language", "answer", "wrote", "current"),
    [
        ("uk", "Підсумок відомий для 2 тверджень", "записано: ", "усе актуальне"),
        ("ru", "Исход известен для 2 утверждений", "записано: ", "всё актуально"),
    ],
)
def test_the_language_is_that_of_the_user(
    run: "Run", tmp_path: Path, language: str, answer: str, wrote: str, current: str
) -> None:
    spoken = os.environ | {"BRIERBOOK_LANG": language}
    common = ("report", "--no-sampling", "--format", "md", "-o", str(tmp_path))
    done = run(*common, env=spoken)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(answer)
    assert any(
        line.startswith(wrote) and line.endswith(f"report.{language}.md")
        for line in done.stdout.splitlines()
    )
    assert run(*common, "--check", env=spoken).stdout.endswith(f": {current}\n")
    assert run(*common, "--check").returncode == 1


def test_json_stands_alone_on_stdout(run: "Run", tmp_path: Path) -> None:
    done = run("report", "-o", str(tmp_path / "out"), "--json", "--no-sampling")
    found = json.loads(done.stdout)
    assert found["schema"] == "brierbook.summary/2"
    assert found["scored"] == {"forecasts": 2, "propositions": 2, "events": 2}
    assert found["recalibration"]["engine"] == "grid"
    assert found["recalibration"]["r_hat"] is None
    assert done.stderr.count("wrote ") == 8


def test_every_format_is_written(run: "Run", tmp_path: Path) -> None:
    out = ("-o", str(tmp_path))
    done = run("report", *out, "--no-sampling", "--format", "html,md", "--format", "pdf,json,ipynb")
    assert (done.returncode, done.stderr) == (0, "")
    names = {path.name for path in (tmp_path / "reports" / "rain-2026").iterdir()}
    formats = {f"report.en.{name}" for name in ("html", "md", "pdf", "json", "ipynb")}
    assert names == formats | {
        "events.en.svg",
        "reliability.en.svg",
        "recalibration.en.svg",
        "scores.csv",
        "summary.json",
    }
    assert [path.name for path in (tmp_path / "analysis").rglob("*.*")] == ["posterior.nc"]


def test_a_check_names_what_differs_and_writes_nothing(run: "Run", tmp_path: Path) -> None:
    common = ("report", "-o", str(tmp_path), "--no-sampling", "--format", "html,md,pdf")
    assert run(*common).returncode == 0
    current = run(*common, "--check")
    assert (current.returncode, current.stderr) == (0, "")
    assert current.stdout.endswith("rain-2026: current\n")
    folder = tmp_path / "reports" / "rain-2026"
    (folder / "reliability.en.svg").unlink()
    (folder / "report.en.pdf").write_bytes(b"%PDF-spoilt")
    lines = (folder / "report.en.md").read_text(encoding="utf-8").splitlines()
    lines[2] = "## At length"
    (folder / "report.en.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = run(*common, "--check")
    assert done.returncode == 1
    assert [line.rpartition("rain-2026/")[2] for line in done.stdout.splitlines()] == [
        "reliability.en.svg: is missing",
        "report.en.md: differs in 1 line, the first is line 3",
        f"report.en.pdf: differs: 11 bytes there, {len_of_pdf(done.stdout)} now",
    ]
    assert done.stderr == "3 of the files are not current; write the report anew\n"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def len_of_pdf(said: str) -> str:
    """Take the length out of the message; that it is one is what matters."""
    found = said.rpartition("there, ")[2].partition(" now")[0]
    assert int(found.replace(",", "")) > 10_000
    return found


def test_a_part_of_the_book_has_a_folder_of_its_own(run: "Run", tmp_path: Path) -> None:
    out = ("-o", str(tmp_path), "--no-sampling", "--format", "md")
    done = run("report", "forecaster:author", "status:resolved", *out)
    assert done.returncode == 0
    period = run("report", "--since", "1.4.2026", "--until", "30 квітня 2026", *out)
    assert period.returncode == 0
    assert "The only resolved proposition can be scored." in period.stdout
    groups = run("report", "--by", "forecaster,event", *out)
    assert groups.returncode == 0
    folders = sorted(path.name for path in (tmp_path / "reports").iterdir())
    assert len(folders) == 3
    assert all(name.startswith("rain-2026-") for name in folders)


BAD = [
    (("tga:x",), 3, "has no field tga; did you mean tag"),
    (("tag:nowhere",), 1, "leave no proposition; ask for more"),
    (("--since", "yesterdayish"), 3, "is no date; write 2027-12-31"),
    (("--by", "colour"), 2, "'colour' is none of claim, event"),
    (("--format", "docx"), 1, "'docx' is unknown; use html, md, pdf, json, ipynb"),
    (("--template", "/nowhere"), 1, "/nowhere: is no folder; name one that holds a template"),
    (("--engine", "stan"), 2, "'stan' is not one of 'auto', 'grid', 'quadrature', 'pymc'"),
    (("--engine", "pymc"), 2, "pymc may sample; leave out --no-sampling, or it"),
    (("--lang", "de"), 2, "'de' is not one of 'en', 'uk', 'ru'"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), BAD)
def test_bad_input_is_one_clear_line(
    run: "Run", tmp_path: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = run("report", "--no-sampling", "-o", str(tmp_path / "out"), *arguments)
    assert done.returncode == code
    assert message in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_one_line(run: "Run", tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file, not a folder", encoding="utf-8")
    done = run("report", "-o", str(tmp_path))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "reports: is no folder that can be written; name another place" in done.stderr
