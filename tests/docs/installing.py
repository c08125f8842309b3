"""What stands for pip in the tests, because a registry is outside: it installs modules as it would.

    python installing.py install FOLDER

goes by the entry points in FOLDER/pyproject.toml, and installs into the first folder of PYTHONPATH.
"""

import os
import shutil
import sys
import tomllib
from pathlib import Path


def install(folder: Path, site: Path) -> None:
    """Copy the modules, and write what an installer writes beside them."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"], project["version"]
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    (info / "entry_points.txt").write_text(points(project["entry-points"]), encoding="utf-8")
    for path in folder.glob("*.py"):
        shutil.copy(path, site)


def points(groups: dict[str, dict[str, str]]) -> str:
    """Write entry points as an installer does."""
    lines = (
        [f"[{group}]", *(f"{name} = {home}" for name, home in found.items())]
        for group, found in groups.items()
    )
    return "\n".join(line for group in lines for line in group) + "\n"


if __name__ == "__main__":
    install(Path(sys.argv[2]), Path(os.environ["PYTHONPATH"].split(os.pathsep)[0]))
