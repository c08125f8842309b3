"""Files of a test, and what is read of them."""

from pathlib import Path
from typing import Any

from brierbook.forecasts.exchange.as_data import source_as_data
from brierbook.forecasts.exchange.collecting import ImportAnswers
from brierbook.forecasts.exchange.reading import read_source

type Files = dict[str, str | bytes]


def write_files(folder: Path, files: Files) -> list[Path]:
    """Write files; those in folders are given by the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if any("/" in name for name in files):
        return [folder]
    return [folder / name for name in files]


def read(folder: Path, files: Files, name: str | None = None, **answers: Any) -> dict[str, Any]:
    """Read files as data."""
    given = ImportAnswers(**{"login": "olena", "zone": "Europe/Kyiv"} | answers)
    data: dict[str, Any] = source_as_data(read_source(write_files(folder, files), given, name))
    return data


def probabilities(data: dict[str, Any]) -> list[str]:
    """List the probabilities as they were read."""
    return [each["p"] for each in data["forecasts"]]


def reasons(data: dict[str, Any]) -> dict[str, str]:
    """Give why rows were rejected, by their places."""
    return {each["at"].partition("#")[2]: each["reason"] for each in data["rejected"]}


def about(data: dict[str, Any]) -> dict[str, str]:
    """Give what was assumed."""
    return {each["about"]: each["value"] for each in data["assumptions"]}


def counted(data: dict[str, Any]) -> dict[str, int]:
    """Give the notices."""
    return {each["about"]: each["count"] for each in data["notices"]}
