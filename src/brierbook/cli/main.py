"""The ``brierbook`` command: it knows every command by name and loads the one that is called."""

import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click

from brierbook.cli.plain import plain
from brierbook.errors import BookError, BrierbookError, ConflictError, InputError, MalformedError

FAILED, INVALID, CONFLICT, NOTHING, INTERRUPTED = 1, 3, 4, 5, 130

# name: the module that holds it, and what the overview says of it
COMMANDS = {
    "anchor": ("brierbook.cli.anchor", "Have an outside authority vouch for when it existed."),
    "calibrate": ("brierbook.cli.calibrate", "Say what forecasts like these deserve."),
    "check": ("brierbook.cli.check", "Verify the seeds, the spans and every entry of the book."),
    "checkpoint": ("brierbook.cli.checkpoint", "Sign the size and root of the book."),
    "completion": ("brierbook.cli.completion", "Print what makes a shell complete commands."),
    "demo": ("brierbook.cli.demo", "Write the retrospective on this workspace in three languages."),
    "due": ("brierbook.cli.due", "List what should be resolved."),
    "export": ("brierbook.cli.export", "Write the book as text, one entry a line."),
    "forecasters": ("brierbook.cli.forecasters", "List who forecasts."),
    "import": ("brierbook.cli.importing", "Take in entries that were written as text."),
    "init": ("brierbook.cli.init", "Make a workspace."),
    "keys": ("brierbook.cli.keys", "Keep the keys that sign checkpoints."),
    "log": ("brierbook.cli.log", "Log a forecast in one line, or many."),
    "ls": ("brierbook.cli.ls", "List propositions, all or those that a query asks for."),
    "plot": ("brierbook.cli.plot", "Draw figures of the book, to files or in the terminal."),
    "prove": ("brierbook.cli.prove", "Prove a forecast to somebody who has no book."),
    "recalibrate": ("brierbook.cli.recalibrate", "Say what one forecast deserves."),
    "redact": ("brierbook.cli.redact", "Take the bytes of an entry out of the book."),
    "report": ("brierbook.cli.report", "Write a retrospective: what was said, what happened."),
    "resolve": ("brierbook.cli.resolve", "Say how a proposition turned out."),
    "reveal": ("brierbook.cli.reveal", "Show what a sealed forecast hid."),
    "score": ("brierbook.cli.score", "Write the scores of the forecasts, whole or by groups."),
    "show": ("brierbook.cli.show", "Show a proposition with its whole history."),
    "source": ("brierbook.cli.source", "Add source documents."),
    "undo": ("brierbook.cli.undo", "Take back what you recorded last."),
    "update": ("brierbook.cli.update", "Log a later forecast of a proposition."),
    "verify": ("brierbook.cli.verify", "Verify the book, or a proof from one."),
    "withdraw": ("brierbook.cli.withdraw", "Hold no forecast of a proposition any more."),
    "words": ("brierbook.cli.words", "Write what words mean to readers, and what came true."),
}


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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in sorted(COMMANDS.items())])


def show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001  # click passes it by position
    """Print the version and stop."""
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import version  # noqa: PLC0415  # only here, to keep the rest fast

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
    callback=show_version,
    help="Print the version.",
)
@click.pass_context
def cli(ctx: click.Context, book: str | None, debug: bool) -> None:  # noqa: FBT001  # click passes it by name
    """Keep a book of forecasts, and say honestly how good they were."""
    ctx.obj = {"book": book, "debug": debug}
    ctx.color = colour()


def colour() -> bool | None:
    """Tell whether to colour what is said; None leaves it to whether that is a terminal.

    $NO_COLOR and $FORCE_COLOR count when they are set and not empty (no-color.org).
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def code_of(error: Exception) -> int:
    """Give the exit code of an error."""
    if isinstance(error, BookError | InputError | MalformedError):
        return INVALID
    return CONFLICT if isinstance(error, ConflictError) else FAILED


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; errors become one line and an exit code.

    A pipe whose reader has had enough is left quietly, by click, with exit code 1.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if isinstance(sys.stdout, TextIOWrapper):
        # a terminal without some letters gets their escapes, not an error
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(arguments, prog_name="brierbook", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("brierbook: interrupted", err=True)
        code = INTERRUPTED
    except (BrierbookError, OSError) as error:
        if "--debug" in arguments:
            raise
        click.echo(f"brierbook: {plain(str(error))}", err=True)
        let_go()
        code = code_of(error)
    sys.exit(code if isinstance(code, int) else 0)


def let_go() -> None:
    """Give up output that cannot be written, so that Python does not fail on it once more."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
