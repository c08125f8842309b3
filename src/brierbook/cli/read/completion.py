"""``brierbook completion``: what makes a shell complete commands, ids and tags."""

import json

import click
from click.shell_completion import get_completion_class

from brierbook.cli.shared.options import add_common_options
from brierbook.errors import Message

__all__ = ["command"]

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_BRIERBOOK_COMPLETE"
EXAMPLES = """\b
Examples:
  bash  eval "$(brierbook completion bash)"                     in ~/.bashrc
  zsh   eval "$(brierbook completion zsh)"                      in ~/.zshrc
  fish  brierbook completion fish > ~/.config/fish/completions/brierbook.fish
"""


@click.command("completion", epilog=EXAMPLES)
@click.argument("shell", type=click.Choice(SHELLS))
@add_common_options
@click.pass_context
def command(ctx: click.Context, /, shell: str, *, as_json: bool, **_: str | None) -> None:
    """Print the lines that make a shell complete commands, options, ids and tags."""
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(
            Message("This click does not know {shell}.", "usage.shell", {"shell": shell})
        )
    script = found(ctx.find_root().command, {}, "brierbook", VARIABLE).source()
    if as_json:
        data = {"schema": "brierbook.completion/1", "shell": shell, "script": script}
        click.echo(json.dumps(data))
    else:
        click.echo(script)
