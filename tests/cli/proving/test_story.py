"""The story of a stranger: small files are handed over, and every attack is found and named."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.proving import attacks
from tests.cli.proving.conftest import BOOK, Person


@pytest.fixture
def early(signing: Person) -> Path:
    """Give a checkpoint of nine entries, kept by somebody else."""
    path = signing.home / "early.checkpoint"
    signing.can("checkpoint", "-o", str(path))
    return path


@pytest.fixture
def late(signing: Person, early: Path) -> Path:
    """Give a checkpoint of thirteen entries."""
    assert early.is_file()
    for said in ("Fog 40% by:2027-12-31", "Frost 70% by:2027-12-31"):
        signing.can("log", said)
    path = signing.home / "late.checkpoint"
    signing.can("checkpoint", "-o", str(path))
    return path


def forget_keys(person: Person) -> None:
    """Take away what this machine remembers of what it signed."""
    for path in person.keys.glob("*.checkpoint"):
        path.unlink()


def test_a_stranger_verifies_small_files_with_the_verifier_key_alone(
    signing: Person, early: Path, late: Path
) -> None:
    files = signing.home / "handed over"
    files.mkdir()
    signing.can("prove", "2", "-o", str(files / "snow.proof"))
    signing.can("prove", "--entry", "5", "--bare", "-o", str(files / "claim.proof.gz"))
    signing.can(
        *("prove", "--from", str(early), "--to", str(late), "-o", str(files / "growth.proof"))
    )
    [listed] = signing.can("keys", "list").splitlines()
    key = listed.split()[0]
    assert sum(path.stat().st_size for path in files.iterdir()) < 3000
    # a process of its own, in a folder with nothing else, and no home
    words = [f"--proof={path.name}" for path in sorted(files.iterdir())]
    done = subprocess.run(
        [sys.executable, "-m", "brierbook", "verify", *words, "--key", key],
        check=True,
        cwd=files,
        env={"HOME": str(files), "LANG": "C"},
        capture_output=True,
        encoding="utf-8",
    )
    signer = "+".join(key.split("+")[:2])
    shown = done.stdout.splitlines()
    assert shown[0] == f"claim.proof.gz: entry 5 of 13 in {BOOK}, signed by {signer}"
    assert shown[1].startswith("  its text is not in the proof; its hash is ")
    assert shown[2] == f"growth.proof: {BOOK} only grew, from 9 to 13 entries; signed by {signer}"
    assert shown[3] == f"snow.proof: entry 6 of 13 in {BOOK}, signed by {signer}"
    assert '"p":"0.30"' in shown[4]
    assert done.stderr == ""


def test_a_sound_book_is_found_sound(signing: Person, early: Path, late: Path) -> None:
    out = signing.can("verify", "--deep", "--against", str(late), "--against", str(early))
    assert out.splitlines()[0] == f"{BOOK}: 13 entries, every hash made anew"
    assert f"{early}: the book continues this checkpoint of 9 entries" in out
    assert f"{late}: the book continues this checkpoint of 13 entries" in out


def test_an_entry_that_was_edited_by_hand_is_named(signing: Person, late: Path) -> None:
    attacks.sql(signing.book, "UPDATE entry SET line = replace(line, '0.30', '0.90') WHERE seq=6")
    done = signing.does("verify", "--against", str(late))
    assert done.code == 3
    assert done.out.startswith(
        "forecasts/book.db:6: its bytes (proposition:2) are not those that were hashed as "
    )


def test_an_entry_edited_into_other_bytes_is_named_too(signing: Person, late: Path) -> None:
    attacks.sql(
        signing.book,
        "UPDATE entry SET line = CAST(replace(CAST(line AS TEXT), '0.30', '0.90') AS BLOB)",
    )
    done = signing.does("verify", "--against", str(late))
    assert done.code == 3
    assert done.out.startswith("forecasts/book.db:6: its bytes (proposition:2) are not those ")


def test_a_tail_that_was_cut_by_hand_is_named(signing: Person, late: Path) -> None:
    attacks.sql(signing.book, "DELETE FROM entry WHERE seq > 11")
    done = signing.does("verify", "--against", str(late))
    assert done.code == 3
    assert done.out == "forecasts/book.db:11: ends at entry 11, but there were 13; restore a copy\n"


def test_a_tail_that_was_cut_and_hashed_anew_is_named(
    signing: Person, early: Path, late: Path
) -> None:
    attacks.cut(signing.book, 11)
    forget_keys(signing)
    signing.can("verify")  # the book alone shows nothing
    signing.can("verify", "--against", str(early))
    done = signing.does("verify", "--against", str(late))
    assert done.code == 1
    assert done.out.splitlines()[0] == f"{late}: the tail was cut: 11 entries are left of 13"


def test_an_edit_with_every_hash_made_anew_is_named(
    signing: Person, early: Path, late: Path
) -> None:
    attacks.edit(signing.book, b'"p":"0.30"', b'"p":"0.90"')
    forget_keys(signing)
    signing.can("verify", "--deep")
    done = signing.does("verify", "--against", str(early), "--against", str(late))
    assert done.code == 1
    assert done.out.splitlines()[:2] == [
        f"{early}: the book was changed before entry 10",
        f"{late}: the book was changed before entry 14",
    ]


def test_a_later_edit_is_placed_between_two_checkpoints(
    signing: Person, early: Path, late: Path
) -> None:
    attacks.edit(signing.book, b'"p":"0.40"', b'"p":"0.04"')
    forget_keys(signing)
    done = signing.does("verify", "--against", str(late), "--against", str(early))
    assert done.code == 1
    assert done.out.splitlines()[0] == (
        f"{late}: it forked or was changed after entry 9 and before entry 14; "
        "an older copy may have been continued"
    )


def test_an_older_copy_that_was_continued_is_a_fork(signing: Person, early: Path) -> None:
    backup = attacks.copy(signing.book, "backup")
    late = signing.home / "late.checkpoint"
    for said in ("Fog 40% by:2027-12-31", "Frost 70% by:2027-12-31"):
        signing.can("log", said)
    signing.can("checkpoint", "-o", str(late))
    for said in ("Fog 41% by:2027-12-31", "Frost 70% by:2027-12-31", "Sun 1% by:2027-12-31"):
        signing.can("log", said, at=backup)
    done = signing.does("verify", "--against", str(early), "--against", str(late), at=backup)
    assert done.code == 1
    assert f"{late}: it forked or was changed after entry 9 and before entry 14;" in done.out
    # nor does the key sign a second story, or prove that one led to the other
    assert "does not continue the 13 entries" in signing.cannot(1, "checkpoint", at=backup)
    words = ("prove", "--from", str(early), "--to", str(late))
    assert "is not one of the book as it is" in signing.cannot(1, *words, at=backup)


def test_what_was_signed_here_is_remembered_and_looked_at(signing: Person, late: Path) -> None:
    assert late.is_file()
    attacks.edit(signing.book, b'"p":"0.30"', b'"p":"0.90"')
    done = signing.does("verify")
    assert done.code == 1
    [kept] = signing.keys.glob("*.checkpoint")
    assert done.out.splitlines()[0] == f"{kept}: the book was changed before entry 14"


def test_a_text_that_went_another_way_is_named(signing: Person, late: Path) -> None:
    assert late.is_file()
    signing.can("export")
    text = signing.book / attacks.TEXT
    text.write_bytes(text.read_bytes().replace(b'"p":"0.30"', b'"p":"0.31"'))
    done = signing.does("verify")
    assert done.code == 1
    assert done.out.startswith("forecasts/book.jsonl:6: is not entry 6 of forecasts/book.db;")


def test_verifying_writes_nothing(signing: Person, late: Path) -> None:
    before = snapshot(signing.home)
    signing.can("verify", "--deep", "--against", str(late))
    assert snapshot(signing.home) == before


def snapshot(folder: Path) -> dict[Path, tuple[int, bytes]]:
    """Read every file with its time of change; the lock of the store is no part of the book."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}
