"""Renew the tested versions in pyproject.toml: the newest that work together, by name only."""

import os
import re
import subprocess
import tempfile
import tomllib
from pathlib import Path

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
    """Let uv find the versions for every dependency and development tool."""
    table = tomllib.loads(text)
    groups = (each for group in table["dependency-groups"].values() for each in group)
    tools = (each for each in groups if isinstance(each, str))  # not a group within a group
    wanted = [*table["project"]["dependencies"], *tools]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "wanted.in"
        source.write_text("\n".join(wanted), encoding="utf-8")
        command = [
            os.environ.get("UV", "uv"),
            "pip",
            "compile",
            "--universal",
            "--no-annotate",
            "--no-header",
        ]
        command += ["--quiet", "--python-version", "3.12", "--no-emit-index-url", str(source)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    return sorted({line.split(";")[0].strip() for line in done.stdout.splitlines() if "==" in line})


if __name__ == "__main__":
    main()
