"""The example: a book with its documents that comes with brierbook, to be unpacked and read."""

import shutil
from pathlib import Path

from brierbook.forecasts.workspace.folders import BOOK, Workspace

__all__ = ["EXAMPLE", "unpack_example"]

EXAMPLE = Path("brierbook-demo")  # the folder that it is unpacked into
PACKAGE = Path(__file__).parents[2]
# where a wheel has it, and where a checkout does
PLACES = (PACKAGE / "example", PACKAGE.parents[1])


def unpack_example(folder: Path = EXAMPLE) -> Workspace:
    """Copy the example book and its documents into a folder; what is there already stays."""
    origin = next(each for each in PLACES if (each / BOOK).is_file())
    for file in (origin / BOOK, *sorted((origin / "seeds").iterdir())):
        target = folder / file.relative_to(origin)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            shutil.copyfile(file, target)
    return Workspace(folder, folder / BOOK)
