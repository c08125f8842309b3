"""The command as a whole: help, version, errors and exit codes."""

import os
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from typing import TYPE_CHECKING

import click
import pytest

from brierbook.cli.main import COMMANDS, cli, main
from brierbook.cli.shared.exit_codes import BROKEN
from brierbook.cli.shared.printable import as_printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Draft, Run


def exit_code(arguments: list[str]) -> int | str | None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    return caught.value.code


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_lists_every_command_on_stdout(run: "Run", flag: str) -> None:
    done = run(flag)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: brierbook [OPTIONS] COMMAND")
    for name, (_, about) in COMMANDS.items():
        assert f"  {name} " in done.stdout
        assert about in done.stdout


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_explains_itself(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert exit_code([name, "--help"]) == 0
    usage, _, about = capsys.readouterr().out.partition("\n\n")
    assert usage.startswith(f"Usage: brierbook {name} [OPTIONS]")
    first = about.splitlines()[0]
    assert first[:3].strip() == first[2].upper()
    assert "--help" in about
    assert "\\" not in about


def leaves(command: click.Command, above: click.Context | None = None) -> "Iterator[click.Command]":
    """List the commands that have none below them."""
    context = click.Context(command, parent=above, info_name=command.name)
    if not isinstance(command, click.Group):
        yield command
        return
    for name in command.list_commands(context):
        if below := command.get_command(context, name):
            yield from leaves(below, context)


def test_every_command_can_be_asked_for_a_language_and_for_data() -> None:
    found = {each.name: {o for p in each.params for o in p.opts} for each in leaves(cli)}
    assert len(found) > len(COMMANDS)
    assert [name for name, options in found.items() if "--lang" not in options] == []
    assert [name for name, options in found.items() if "--json" not in options] == []


def test_the_version_is_that_of_the_package(run: "Run") -> None:
    done = run("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"brierbook {version('brierbook')}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chekc"], "No such command 'chekc'"),
        (["--loud"], "No such option"),
        (["check", "--loud"], "No such option"),
        (["check", "extra"], "unexpected extra argument"),
        (["report", "--lang", "de"], "'de' is not one of 'en', 'uk', 'ru'"),
        (["--book"], "requires an argument"),
    ],
)
def test_wrong_usage_gives_two_and_a_word_on_stderr(
    run: "Run", arguments: list[str], words: str
) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["check", "report", "score"])
def test_without_a_workspace_one_line_says_what_to_do(
    run: "Run", tmp_path: "Path", command: str
) -> None:
    done = run(command, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "brierbook: no forecasts/book.jsonl here or in a folder above; "
        "go to a workspace, name one with --book, or make one with brierbook init\n"
    )


@pytest.mark.parametrize("name", ["nowhere", "a" * 300, "two\nlines", "\x1b[31mred"])
def test_a_book_that_cannot_be_opened_is_one_line(run: "Run", name: str) -> None:
    done = run("--book", name, "check")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("brierbook: ")
    assert done.stderr[:-1].isprintable()


def test_a_folder_without_a_book_is_one_line(run: "Run", tmp_path: "Path") -> None:
    done = run("--book", str(tmp_path), "check")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"brierbook: {tmp_path}/forecasts/book.jsonl: cannot be read "
        "(No such file or directory); name a book with --book\n"
    )


@pytest.mark.parametrize("how", ["option", "variable"])
def test_a_workspace_can_be_named_from_elsewhere(
    workspace: "Draft", run: "Run", tmp_path: "Path", how: str
) -> None:
    if how == "option":
        done = run("--book", str(workspace.book), "check", cwd=tmp_path)
    else:
        given = dict(os.environ) | {"BRIERBOOK_BOOK": str(workspace.root)}
        done = run("check", cwd=tmp_path, env=given)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("rain-2026: 18 entries, all valid\n")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--debug", "--book", "nowhere", "check"], "WorkspaceError"),
        (["--debug", "--book", "a" * 300, "check"], "OSError"),
        (["--debug", "report"], "BookError"),
    ],
)
def test_debug_shows_the_traceback(
    workspace: "Draft", process: "Run", arguments: list[str], error: str
) -> None:
    workspace.book.write_bytes(b"")
    done = process(*arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback (most recent call last):\n")
    assert error in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("arguments", [["check"], ["check", "--json"], ["--help"]])
def test_a_reader_who_has_had_enough_is_no_error(process: "Run", arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = process(*arguments, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["check"], ["check", "--json"], ["--help"]])
def test_a_full_disk_is_one_line(process: "Run", arguments: list[str], unbuffered: str) -> None:
    env = dict(os.environ) | {"PYTHONUNBUFFERED": unbuffered}
    with open("/dev/full", "wb") as full:  # noqa: PTH123  # a device
        done = process(*arguments, env=env, stdout=full)
    assert done.returncode == 1
    assert done.stderr == "brierbook: No space left on device\n"


def test_letters_that_a_terminal_lacks_are_escaped(workspace: "Draft", process: "Run") -> None:
    workspace.body("proposition", "collapses")["event"] = "міст"
    workspace.save()
    done = process("check", env=dict(os.environ) | {"PYTHONIOENCODING": "latin-1"})
    assert (done.returncode, done.stderr) == (3, "")
    assert r"event: '\u043c\u0456\u0441\u0442' names no event" in done.stdout


# what runs in the background is started without interrupts; here there is one
INTERRUPTIBLE = """
import signal, sys
from brierbook.cli.main import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main(sys.argv[1:])
"""


def test_an_interrupt_gives_130_without_a_traceback(workspace: "Draft") -> None:
    # a named pipe in the place of a seed keeps the command waiting inside
    seed = workspace.root / "seeds" / "rain.uk.txt"
    seed.unlink()
    os.mkfifo(seed)
    command = [sys.executable, "-c", INTERRUPTIBLE, "--book", str(workspace.root), "check"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        writer = wait_for_reader(seed, process)
        process.send_signal(signal.SIGINT)
        os.close(writer)  # whether it was about to read or already did, it goes on now
        out, err = process.communicate()
    assert process.returncode == 130
    assert (out, err.strip()) == ("", "brierbook: interrupted")


def wait_for_reader(pipe: "Path", process: subprocess.Popen[str]) -> int:
    """Open a named pipe for writing as soon as the process reads from it."""
    for _ in range(6000):
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert process.poll() is None
            time.sleep(0.01)
    raise TimeoutError(pipe)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Їжак 🌧 “так”", "Їжак 🌧 “так”"),
        ("\x1b[2J\r\n\t\x00\x7f\x9b", r"\x1b[2J\r\n\t\x00\x7f\x9b"),
        ("a\u202eb\u200bc\u2028d", r"a\u202eb\u200bc\u2028d"),
        ("\udcff", r"\udcff"),
    ],
)
def test_what_acts_on_a_terminal_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert as_printable(text) == shown


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_what_nobody_planned_is_one_line_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("division by\nzero")

    monkeypatch.setattr(click.Group, "invoke", fail)
    monkeypatch.setenv("BRIERBOOK_LANG", language)
    assert exit_code(["check"]) == BROKEN
    said = capsys.readouterr().err
    assert said.startswith("brierbook: ")
    assert said.count("\n") == 1
    assert "ZeroDivisionError: division by" in said
    assert "--debug" in said
    with pytest.raises(ZeroDivisionError):
        main(["--debug", "check"])


def test_an_error_is_said_in_the_language_of_the_command(
    tmp_path: "Path", monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BRIERBOOK_BOOK", raising=False)
    said = {}
    for language in ("en", "uk", "ru"):
        assert exit_code(["check", "--lang", language]) == 1
        said[language] = capsys.readouterr().err
    assert said["en"].startswith("brierbook: no forecasts/book.jsonl here or in a folder above")
    assert said["uk"].startswith("brierbook: ні тут, ні в теках вище немає forecasts/book.jsonl")
    assert said["ru"].startswith("brierbook: ни здесь, ни в папках выше нет forecasts/book.jsonl")


def test_wrong_usage_is_said_in_the_language_of_the_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for language, said in (
        ("en", "give one of ID and --entry"),
        ("uk", "дайте або ID, або --entry"),
        ("ru", "дайте либо ID, либо --entry"),
    ):
        assert exit_code(["redact", "--lang", language, "--reason", "x", "--yes"]) == 2
        assert said in capsys.readouterr().err
