"""Build the JSON that is read from the TOML in which messages are written.

    uv run python tools/build_messages.py

Each file in `speech/texts` has one message a line, so that two people who add one rarely meet.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

TEXTS = Path(__file__).parents[1] / "src/brierbook/speech/texts"


def list_sources() -> Iterator[Path]:
    """List the files in which messages are written."""
    return iter(sorted(TEXTS.glob("*/*.toml")))


def messages_as_json(source: Path) -> str:
    """Give the messages of a file as JSON."""
    messages = tomllib.loads(source.read_text(encoding="utf-8"))
    return json.dumps(messages, ensure_ascii=False, indent=0) + "\n"


def build_messages() -> None:
    """Write the JSON beside each file."""
    for source in list_sources():
        source.with_suffix(".json").write_text(messages_as_json(source), encoding="utf-8")


if __name__ == "__main__":
    build_messages()
