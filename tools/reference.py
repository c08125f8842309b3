"""Write docs/reference/: the help of every command, and every public name of Python."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

from brierbook.cli.main import cli

HERE = Path(__file__).resolve().parent.parent / "docs" / "reference"
WIDTH = 78  # what a terminal of 80 columns shows
MADE = "<!-- made by `make reference`; edit what it is made from -->\n"
TOP = "brierbook"
MODULES = {
    TOP: "The book, its tables, and the retrospective.",
    "brierbook.analysis": "Scores, calibration, decompositions, comparisons and models.",
}


def pages() -> dict[str, str]:
    """Give every page by the name of its file."""
    made = {f"{name}.md": python_page(name, about) for name, about in MODULES.items()}
    return made | {"commands.md": commands_page()}


def commands_page() -> str:
    """Give the help of every command and of what is below it."""
    parts = [f"{MADE}\n# Commands\n\nWhat `--help` says of each command."]
    parts += [f"## {name}\n\n```text\n{text}\n```" for name, text in helps(cli, "brierbook", None)]
    return "\n\n".join(parts) + "\n"


def helps(
    command: click.Command, name: str, above: click.Context | None
) -> Iterator[tuple[str, str]]:
    """Give the help of a command, then that of the commands below it."""
    with command.make_context(
        name, [], above, resilient_parsing=True, terminal_width=WIDTH
    ) as context:
        yield context.command_path, context.get_help()
        if isinstance(command, click.Group):
            for each in command.list_commands(context):
                if below := command.get_command(context, each):
                    yield from helps(below, each, context)


def python_page(module: str, about: str) -> str:
    """Name every public name of a module, to be filled in from its docstring."""
    names: list[str] = import_module(module).__all__
    lines = "\n".join(directive(module, name) for name in names)
    return f"{MADE}\n# {module}\n\n{about}\n\n```{{eval-rst}}\n{lines}\n```\n"


def directive(module: str, name: str) -> str:
    """Ask for the docstring of a name."""
    value = getattr(import_module(module), name)
    kind = "class" if inspect.isclass(value) else "function"
    again = module != TOP and name in import_module(TOP).__all__  # it is in the index already
    return f".. auto{kind}:: {module}.{name}" + ("\n   :no-index:" if again else "")


def main() -> None:
    """Write the pages."""
    HERE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")
        print(f"wrote docs/reference/{name}")


if __name__ == "__main__":
    main()
