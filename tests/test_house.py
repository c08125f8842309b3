"""What must not stand in any text of the project."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SKIPPED = (".git", ".venv", ".uv", ".cache")

# written in pieces, so that this file does not match itself
HOSTS = "|".join(
    r"\.".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npm" + "js",),
        ("deb", "debian", "org"),
    )
)
HOMES = "|".join(f"/{name}/" for name in ("root", "home", "Users"))
SHARED = r"\.\./" + "shared"


def tracked() -> list[Path]:
    """List the files of the project, also in a copy that git does not know."""
    if not (ROOT / ".git").exists():
        return [
            path
            for path in ROOT.rglob("*")
            if path.is_file() and path.relative_to(ROOT).parts[0] not in SKIPPED
        ]
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    names = done.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def texts() -> dict[str, str]:
    """Read the files that are UTF-8 text, by their path in the project."""
    found = {}
    for path in tracked():
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
    return found


def lines_with(pattern: str) -> list[str]:
    """List the lines of the project in which a pattern occurs."""
    return [
        f"{name}:{number}: {line[:200]}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(pattern, line, re.IGNORECASE)
    ]


def test_the_files_of_the_project_are_found() -> None:
    found = texts()
    assert {"pyproject.toml", "src/brierbook/errors.py", "forecasts/book.jsonl"} <= set(found)


@pytest.mark.parametrize("pattern", [HOSTS, SHARED, HOMES, re.escape(str(ROOT) + "/")])
def test_no_text_names_a_registry_a_home_or_a_checkout(pattern: str) -> None:
    assert lines_with(pattern) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (HOSTS, "https://" + "pypi" + ".org/simple"),
        (HOSTS, "https://files." + "pythonhosted" + ".org/"),
        (HOSTS, "https://registry." + "npm" + "js.org/"),
        (HOSTS, "http://" + "deb" + ".debian.org/"),
        (HOMES, "cd /" + "root/brierbook"),
        (HOMES, "cd /" + "home/me"),
        (SHARED, "open('../" + "shared/a')"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: str, line: str) -> None:
    assert re.search(pattern, line, re.IGNORECASE)
