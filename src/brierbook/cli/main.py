"""The ``brierbook`` command: it knows every command by name and loads the one that is called."""

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from brierbook.cli.shared.exit_codes import BROKEN, CONFLICT, FAILED, INTERRUPTED, INVALID
from brierbook.cli.shared.printable import as_printable
from brierbook.errors import (
    BookError,
    BrierbookError,
    ConflictError,
    InputError,
    MalformedError,
    Message,
    quote_value,
)

__all__ = ["COMMANDS", "cli", "main"]

# name: the module that holds it, and what the overview says of it
COMMANDS = {
    "anchor": (
        "brierbook.cli.prove.anchor",
        "Have an outside authority vouch for when it existed.",
    ),
    "calibrate": ("brierbook.cli.measure.calibrate", "Say what forecasts like these deserve."),
    "check": (
        "brierbook.cli.read.check",
        "Verify the seeds, the spans and every entry of the book.",
    ),
    "checkpoint": ("brierbook.cli.prove.checkpoint", "Sign the size and root of the book."),
    "clock": ("brierbook.cli.keep.book.clock", "Say that a clock ran ahead."),
    "completion": ("brierbook.cli.read.completion", "Print what makes a shell complete commands."),
    "demo": (
        "brierbook.cli.measure.demo",
        "Write the retrospective on this workspace in three languages.",
    ),
    "due": ("brierbook.cli.read.due", "List what should be resolved."),
    "export": ("brierbook.cli.keep.export", "Write the book as text, one entry a line."),
    "forecasters": ("brierbook.cli.read.forecasters", "List who forecasts."),
    "import": ("brierbook.cli.keep.importing", "Take in entries that were written as text."),
    "init": ("brierbook.cli.keep.init", "Make a workspace."),
    "keys": ("brierbook.cli.prove.keys", "Keep the keys that sign checkpoints."),
    "log": ("brierbook.cli.keep.log", "Log a forecast in one line, or many."),
    "ls": ("brierbook.cli.read.ls", "List propositions, all or those that a query asks for."),
    "merge": (
        "brierbook.cli.keep.book.merge",
        "Take in what another copy of the book recorded.",
    ),
    "plot": (
        "brierbook.cli.measure.plot",
        "Draw figures of the book, to files or in the terminal.",
    ),
    "prove": ("brierbook.cli.prove.prove", "Prove a forecast to somebody who has no book."),
    "read": (
        "brierbook.cli.read.read",
        "Read documents, and queue the statements worth judging.",
    ),
    "recalibrate": ("brierbook.cli.measure.recalibrate", "Say what one forecast deserves."),
    "redact": ("brierbook.cli.keep.redact", "Take the bytes of an entry out of the book."),
    "report": (
        "brierbook.cli.measure.report",
        "Write a retrospective: what was said, what happened.",
    ),
    "resolve": ("brierbook.cli.keep.resolve", "Say how a proposition turned out."),
    "reveal": ("brierbook.cli.keep.reveal", "Show what a sealed forecast hid."),
    "review": ("brierbook.cli.keep.review", "Decide what becomes of the queued statements."),
    "role": ("brierbook.cli.keep.book.role", "Say who may do what in the book of a team."),
    "score": (
        "brierbook.cli.measure.score",
        "Write the scores of the forecasts, whole or by groups.",
    ),
    "show": ("brierbook.cli.read.show", "Show a proposition with its whole history."),
    "source": ("brierbook.cli.keep.source", "Add source documents."),
    "story": ("brierbook.cli.keep.book.story", "Say of which story events are that name none."),
    "undo": ("brierbook.cli.keep.undo", "Take back what you recorded last."),
    "update": ("brierbook.cli.keep.update", "Log a later forecast of a proposition."),
    "verify": ("brierbook.cli.prove.verify", "Verify the book, or a proof from one."),
    "withdraw": ("brierbook.cli.keep.withdraw", "Hold no forecast of a proposition any more."),
    "words": (
        "brierbook.cli.measure.words",
        "Write what words mean to readers, and what came true.",
    ),
}


# what people call a command who know another program
MEANT = {
    "list": "ls",
    "add": "log",
    "new": "log",
    "forecast": "log",
    "predict": "log",
    "stats": "score",
    "scores": "score",
    "brier": "score",
    "edit": "update",
    "revise": "update",
    "delete": "undo",
    "remove": "undo",
    "rm": "undo",
    "status": "check",
    "todo": "due",
    "calibration": "calibrate",
    "figure": "plot",
    "graph": "plot",
    "history": "show",
    "answer": "resolve",
    "close": "resolve",
}


def _nearest_command(name: str) -> str | None:
    """Find the command that is spelled most alike."""
    from difflib import get_close_matches  # for the error alone

    return next(iter(get_close_matches(name, COMMANDS, n=1, cutoff=0.6)), None)


class LazyGroup(click.Group):
    """A group that imports a command only to run it, so that help stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands by name."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called; of an unknown one, suggest what may be meant."""
        name = args[0] if args else ""
        if args and not name.startswith("-") and name not in COMMANDS:
            near = MEANT.get(name) or _nearest_command(name)
            if near:
                raise click.UsageError(
                    Message(
                        "No such command {name}. Did you mean {near}?",
                        "usage.did_you_mean",
                        {"name": quote_value(name), "near": near},
                    ),
                    ctx,
                )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in sorted(COMMANDS.items())])


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001  # click passes it by position
    """Print the version and stop."""
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import version  # only here, to keep the rest fast

    click.echo(f"brierbook {version('brierbook')}")
    ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--book", metavar="PATH", help="The book, or its workspace; else $BRIERBOOK_BOOK, else here."
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_version,
    help="Print the version.",
)
@click.pass_context
def cli(ctx: click.Context, book: str | None, debug: bool) -> None:  # noqa: FBT001  # click passes it by name
    """Keep a book of forecasts, and say honestly how good they were."""
    if ctx.obj is None:  # called by another program, not by main, which reads it afterwards
        ctx.obj = {}
    ctx.obj |= {"book": book, "debug": debug}
    ctx.color = _choose_colour()


def _choose_colour() -> bool | None:
    """Tell whether to colour what is said; None leaves it to whether that is a terminal.

    $NO_COLOR and $FORCE_COLOR count when they are set and not empty (no-color.org).
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; errors become one line and an exit code.

    A pipe whose reader has had enough is left quietly, by click, with exit code 1.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if isinstance(sys.stdout, TextIOWrapper):
        # a terminal without some letters gets their escapes, not an error
        sys.stdout.reconfigure(errors="backslashreplace")
    session: dict[str, Any] = {"debug": "--debug" in arguments}
    try:
        code = cli.main(arguments, prog_name="brierbook", standalone_mode=False, obj=session)
    except click.ClickException as error:
        _show_usage(error, session.get("language"))
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("brierbook: interrupted", err=True)
        code = INTERRUPTED
    except Exception as error:  # the last net: nobody who asked for none sees a traceback
        if session["debug"]:
            raise
        code = _tell_of(error, session.get("language"))
    sys.exit(code if isinstance(code, int) else 0)


def _show_usage(error: click.ClickException, language: str | None) -> None:
    """Say how a command was called wrongly; what we say of it ourselves, in the reader's words."""
    if isinstance(error.message, Message):
        from brierbook.speech.error_text import word_message_in  # what went well needs none

        # click writes it around its own words
        vars(error)["message"] = word_message_in(error.message, _reader_language(language))
    error.show()


def _tell_of(error: Exception, language: str | None) -> int:
    """Say on one line what went wrong, and give the exit code."""
    from brierbook.speech.error_text import describe_error  # what went well needs none

    click.echo(
        f"brierbook: {as_printable(describe_error(error, _reader_language(language)))}", err=True
    )
    _give_up_output()
    return _exit_code_of(error)


def _reader_language(asked: str | None) -> str:
    """Give the language of the reader; English if that itself cannot be read."""
    from brierbook.cli.shared.language import choose_language

    try:
        return choose_language(asked)
    except InputError:
        return "en"


def _exit_code_of(error: Exception) -> int:
    """Give the exit code of an error."""
    if isinstance(error, BookError | InputError | MalformedError):
        return INVALID
    if isinstance(error, ConflictError):
        return CONFLICT
    return FAILED if isinstance(error, BrierbookError | OSError) else BROKEN


def _give_up_output() -> None:
    """Give up output that cannot be written, so that Python does not fail on it once more."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
