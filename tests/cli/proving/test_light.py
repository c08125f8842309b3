"""Signatures and timestamps load their libraries when they are used, and not before."""

import json
import subprocess
import sys

import pytest
from tests.cli.proving.conftest import Person

LIST = """
import json, sys
from brierbook.cli.main import main
try:
    main(json.loads(sys.argv[1]))
except SystemExit as done:
    assert done.code == 0, done.code
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
HEAVY = {"cryptography", "rfc3161_client", "numpy", "pandas", "jinja2", "rich", "psycopg"}


def loaded(person: Person, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", LIST, json.dumps(arguments)],
        check=True,
        cwd=person.book,
        capture_output=True,
        encoding="utf-8",
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "arguments",
    [
        ["keys", "list"],
        ["verify"],
        ["anchor"],
        *(["keys", "--help"], ["checkpoint", "--help"], ["verify", "--help"]),
        *(["prove", "--help"], ["anchor", "--help"]),
    ],
    ids=" ".join,
)
def test_what_signs_nothing_loads_no_signatures(ada: Person, arguments: list[str]) -> None:
    assert loaded(ada, *arguments).isdisjoint(HEAVY)


def test_signing_loads_signatures_alone(signing: Person) -> None:
    assert loaded(signing, "checkpoint") & HEAVY == {"cryptography"}
