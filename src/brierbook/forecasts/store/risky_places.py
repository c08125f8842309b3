"""Places where a database comes to harm: folders that are synchronised, file systems of a network.

A synchronised folder copies the file while it is written, and locks do not reach other machines
(https://sqlite.org/howtocorrupt.html, sections 1.2 and 2.1).
"""

from pathlib import Path

__all__ = ["explain_folder_risk", "file_system_kind"]

SYNCED = (
    *("Dropbox", "OneDrive", "Google Drive", "GoogleDrive", "My Drive", "iCloud Drive"),
    *("Mobile Documents", "Yandex.Disk", "Nextcloud", "ownCloud", "Syncthing", "pCloudDrive"),
)
NETWORK = ("nfs", "cifs", "smb", "9p", "afs", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.gvfsd")
MOUNTS = Path("/proc/self/mounts")  # of Linux; elsewhere only the names of folders are known
ADVICE = "keep it on a disk of this machine, and carry the book as text, or use PostgreSQL"


def explain_folder_risk(folder: Path) -> str | None:
    """Say why a database should not lie in a folder, if it should not."""
    whole = folder.resolve()
    for part in whole.parts:
        if part.startswith(SYNCED):
            return f"{folder}: is in {part}, which copies files while they are written; {ADVICE}"
    kind = file_system_kind(whole)
    if kind.startswith(NETWORK):
        return f"{folder}: is on a file system of a network ({kind}), where locks fail; {ADVICE}"
    return None


def file_system_kind(folder: Path) -> str:
    """Give the kind of file system that a folder is on, if the system tells."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    mounts = {Path(_unescape_mount(place)): kind for _, place, kind, *_ in map(str.split, lines)}
    return next((mounts[each] for each in (folder, *folder.parents) if each in mounts), "")


def _unescape_mount(place: str) -> str:
    """Read a place as the list of mounts writes it: blanks are octal there."""
    return place.replace("\\040", " ").replace("\\134", "\\")
