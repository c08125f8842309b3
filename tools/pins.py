"""Renew the tested versions in pyproject.toml: the newest that work together, by name only."""

import itertools
import os
import re
import subprocess
import tempfile
import tomllib
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
LIST = re.compile(r"(constraint-dependencies = \[\n).*?(\])", re.DOTALL)


def main() -> None:
    """Resolve without the old pins, and write the new ones."""
    text = PROJECT.read_text(encoding="utf-8")
    pins = resolve(LIST.sub(r"\1\2", text))
    lines = "".join(f'    "{pin}",\n' for pin in pins)
    PROJECT.write_text(LIST.sub(rf"\g<1>{lines}\g<2>", text), encoding="utf-8")
    print(f"{len(pins)} versions pinned")


def resolve(text: str) -> list[str]:
    """Let uv find the versions of what the project asks for."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "wanted.in"
        source.write_text("\n".join(wanted(tomllib.loads(text))), encoding="utf-8")
        command = [
            os.environ.get("UV", "uv"),
            "pip",
            "compile",
            "--universal",
            "--no-annotate",
            "--no-header",
        ]
        command += ["--quiet", "--python-version", "3.12", "--no-emit-index-url", str(source)]
        # away from the project, whose old pins uv would hold on to
        done = subprocess.run(command, check=True, cwd=folder, stdout=subprocess.PIPE, text=True)
    return pinned(done.stdout.splitlines())


def pinned(lines: list[str]) -> list[str]:
    """Leave off for which platforms a version is, unless two versions share a name."""
    found = [line.partition(";")[0].strip() for line in lines]
    names = [each.partition("==")[0] for each in found]
    whole = zip(found, names, lines, strict=True)
    return sorted(line if names.count(name) > 1 else short for short, name, line in whole)


def wanted(table: dict[str, Any]) -> list[str]:
    """List every dependency, extra and development tool."""
    project = table["project"]
    parts = [*project["optional-dependencies"].values(), *table["dependency-groups"].values()]
    every = [*project["dependencies"], *itertools.chain(*parts)]
    # a group may name another group, or an extra of the project itself: both are in the list
    named = (each for each in every if isinstance(each, str))
    return [each for each in named if not each.startswith(f"{project['name']}[")]


if __name__ == "__main__":
    main()
