"""A warning where a database would come to harm."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from brierbook.forecasts.store import risky_places as places
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.risky_places import explain_folder_risk, file_system_kind

if TYPE_CHECKING:
    from tests.conftest import Draft, Run

LISTED = """\
/dev/vda / ext4 rw 0 0
proc /proc proc rw 0 0
server:/shared {root}/shared nfs4 rw 0 0
//nas/share {root}/my\\040share cifs rw 0 0
me@host: {root}/far fuse.sshfs rw 0 0
tmpfs {root}/shared/tmp tmpfs rw 0 0
"""


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """List some mounts, as the system would."""
    listed = tmp_path / "mounts"
    listed.write_text(LISTED.format(root=tmp_path), encoding="utf-8")
    monkeypatch.setattr(places, "MOUNTS", listed)
    return tmp_path


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("shared/ada/book", "nfs4"),
        ("my share/book", "cifs"),
        ("far", "fuse.sshfs"),
        ("shared/tmp/book", "tmpfs"),
        ("sharedly", "ext4"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(mounts: Path, folder: str, kind: str) -> None:
    assert file_system_kind(mounts / folder) == kind
    network = kind in ("nfs4", "cifs", "fuse.sshfs")
    assert (explain_folder_risk(mounts / folder) is not None) == network


@pytest.mark.parametrize("name", ["Dropbox", "Dropbox (Work)", "OneDrive - Acme", "Yandex.Disk"])
def test_a_folder_that_is_synchronised_is_named(tmp_path: Path, name: str) -> None:
    said = explain_folder_risk(tmp_path / name / "book")
    assert said is not None
    assert f"is in {name}, which copies files while they are written; keep it on a disk" in said
    assert explain_folder_risk(tmp_path / "dropped" / "book") is None


def test_a_system_that_lists_no_mounts_is_not_guessed_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MOUNTS", tmp_path / "nowhere")
    assert file_system_kind(tmp_path) == ""
    assert explain_folder_risk(tmp_path) is None


def test_the_warning_is_given_once_when_the_database_is_made(
    workspace: "Draft", mounts: Path, run: "Run"
) -> None:
    assert mounts.exists()
    synced = workspace.root.rename(workspace.root.with_name("Dropbox"))
    moved = workspace.__class__(synced, workspace.entries)
    with open_store(moved.workspace) as store:
        [said] = store.warnings
    assert "is in Dropbox" in said
    with open_store(moved.workspace) as store:
        assert store.warnings == []
    moved.workspace.database.unlink()
    done = run("export", cwd=synced)
    assert done.returncode == 0
    assert done.stderr.startswith("brierbook: ")
    assert "is in Dropbox" in done.stderr
