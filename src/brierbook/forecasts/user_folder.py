"""The folder of the user: private keys, the roots that are trusted, heads of books."""

import os
from pathlib import Path

__all__ = ["config_folder", "roots_folder"]

CONFIG = "XDG_CONFIG_HOME"


def config_folder() -> Path:
    """Give the folder of the user (XDG Base Directory Specification: only absolute paths count)."""
    said = Path(os.environ.get(CONFIG, ""))
    return (said if said.is_absolute() else Path.home() / ".config") / "brierbook"


def roots_folder() -> Path:
    """Give the folder with the certificates of authorities whose timestamps are trusted."""
    return config_folder() / "roots"
