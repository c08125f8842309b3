"""`brierbook anchor`: an authority on this machine vouches for when a checkpoint existed."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.cli.proving import attacks
from tests.cli.proving.conftest import BOOK, Person
from tests.forecasts.integrity.authority import Authority, make_root, served

CLOCK = "CN=Clock of Testing"

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the command openssl")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "files", make_root())


@pytest.fixture(scope="module")
def counter(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(authority, tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def roots(authority: Authority, tmp_path: Path) -> str:
    path = tmp_path / "roots.pem"
    path.write_bytes(authority.root.pem)
    return str(path)


@pytest.fixture
def answer(signing: Person, authority: Authority) -> str:
    """Ask the authority by files, for a checkpoint of nine entries; give the file of the answer."""
    signing.can("checkpoint", "-o", "nine")
    out = signing.can("anchor", "nine", "--request", "nine.tsq")
    assert out == (
        "nine.tsq: send it to an authority, then: brierbook anchor nine --take ANSWER --roots PEM\n"
    )
    stamped = authority.stamp((signing.book / "nine.tsq").read_bytes())
    (signing.book / "nine.tsr").write_bytes(stamped)
    return "nine.tsr"


@pytest.fixture
def anchored(signing: Person, answer: str, roots: str) -> Person:
    """Take the answer in: it becomes entry ten."""
    signing.can("anchor", "nine", "--take", answer, "--roots", roots)
    return signing


def entries(person: Person) -> int:
    return len(attacks.lines_of(person.book))


def body(person: Person, place: int) -> dict[str, object]:
    found: dict[str, object] = json.loads(attacks.lines_of(person.book)[place - 1])["body"]
    return found


def test_an_answer_becomes_an_entry(signing: Person, answer: str, roots: str) -> None:
    before = datetime.now(UTC)
    out = signing.can("anchor", "nine", "--take", answer, "--roots", roots)
    kept = body(signing, 10)
    assert out == f"entries 1–9 existed by {kept['at']}, says {CLOCK}; kept as entry 10\n"
    # the clock of OpenSSL is that of this machine; its accuracy of 1.5001 s counts against it
    at = datetime.fromisoformat(str(kept["at"]))
    assert timedelta(0) <= at - before.replace(microsecond=0) <= timedelta(seconds=4 + 30)
    assert (kept["size"], kept["authority"]) == (9, CLOCK)
    assert kept["checkpoint"] == (signing.book / "nine").read_text(encoding="utf-8")


def test_openssl_verifies_what_the_book_keeps(anchored: Person, roots: str) -> None:
    anchored.can("prove", "2", "--anchored", "-o", "p")
    checkpoint = anchored.home / "stamped"
    checkpoint.write_text(str(body(anchored, 10)["checkpoint"]), encoding="utf-8")
    command = ["openssl", "ts", "-verify", "-data", str(checkpoint), "-CAfile", roots]
    done = subprocess.run(
        [*command, "-in", str(anchored.book / "p.tsr")], check=True, capture_output=True
    )
    assert b"Verification: OK" in done.stdout + done.stderr


def test_a_stranger_verifies_that_a_forecast_existed_by_a_time(
    anchored: Person, roots: str
) -> None:
    key = anchored.can("keys", "list").split()[0]
    anchored.can("prove", "2", "--anchored", "-o", str(anchored.home / "p"))
    words = ("verify", "--proof", "p", "--key", key, "--timestamp", "p.tsr", "--roots", roots)
    out = anchored.can(*words, at=anchored.home)
    assert out.splitlines()[0].startswith(f"p: entry 6 of 9 in {BOOK}, signed by ")
    assert out.splitlines()[2] == f"  existed by {body(anchored, 10)['at']}, says {CLOCK}"
    data = json.loads(anchored.can(*words, "--json", at=anchored.home))
    assert data["proofs"][0]["existed"] == {"at": body(anchored, 10)["at"], "authority": CLOCK}
    # a timestamp of another checkpoint
    anchored.can("prove", "2", "-o", str(anchored.home / "q"))
    message = anchored.cannot(1, *words[:2], "q", *words[3:], at=anchored.home)
    assert message.startswith("q: the timestamp does not hold: Mismatch between messages")


def test_verify_shows_timestamps_and_verifies_them_with_roots(anchored: Person, roots: str) -> None:
    at = body(anchored, 10)["at"]
    said = f"entries 1–9 existed by {at} ({CLOCK})"
    assert f"  {said}, not verified: give --roots\n" in anchored.can("verify")
    assert f"  {said}, verified\n" in anchored.can("verify", "--roots", roots)
    data = json.loads(anchored.can("verify", "--roots", roots, "--json"))
    [row] = data["anchors"]
    assert row["root"] == body(anchored, 10)["root"]
    assert row | {"root": ""} == {
        "entry": 10,
        "size": 9,
        "root": "",
        "at": at,
        "authority": CLOCK,
        "verified": True,
        "said": None,
    }


def test_the_timestamps_are_listed(anchored: Person) -> None:
    done = anchored.does("anchor")
    assert done.out.endswith("not verified: give --roots\n")
    assert done.err == "brierbook: came after the last timestamp: 1 entry\n"
    data = json.loads(anchored.can("anchor", "--json"))
    assert data["schema"] == "brierbook.anchor/1"
    assert (len(data["anchors"]), data["uncovered"]) == (1, 1)


def test_a_book_without_timestamps_says_so(signing: Person) -> None:
    assert signing.does("anchor").err == "brierbook: no timestamps yet\n"
    assert "  no timestamp shows when any of this existed\n" in signing.can("verify")
    message = "no timestamp covers entry 6 yet; ask for one with brierbook anchor"
    assert signing.cannot(4, "prove", "2", "--anchored", "-o", "p") == message


def test_show_sets_the_anchored_time_apart(anchored: Person) -> None:
    day = datetime.fromisoformat(str(body(anchored, 10)["at"]))
    out = anchored.can("show", "2")
    assert f"anchored {day.day} {day:%B %Y, %H:%M}" in out
    anchored.can("log", "Fog 40% by:2027-12-31")
    assert "not anchored" in anchored.can("show", "4")


def test_an_answer_of_another_authority_changes_nothing(
    signing: Person, answer: str, roots: str
) -> None:
    other = signing.home / "other.pem"
    other.write_bytes(make_root("Another Root").pem)
    words = ("anchor", "nine", "--take", answer, "--roots")
    assert signing.cannot(1, *words, str(other)).startswith("the timestamp does not hold: ")
    other.write_text("no certificate", encoding="utf-8")
    assert signing.cannot(3, *words, str(other)) == "certificates: are not PEM"
    assert entries(signing) == 9
    signing.can(*words, roots)


def test_an_answer_about_something_else_changes_nothing(
    signing: Person, answer: str, roots: str
) -> None:
    signing.can("log", "Fog 40% by:2027-12-31")
    signing.can("checkpoint", "-o", "eleven")
    message = signing.cannot(1, "anchor", "eleven", "--take", answer, "--roots", roots)
    assert message.startswith("the timestamp does not hold: Mismatch between messages")
    assert entries(signing) == 11


def test_an_answer_that_cannot_be_read_changes_nothing(signing: Person, roots: str) -> None:
    signing.can("checkpoint", "-o", "nine")
    (signing.book / "bad").write_bytes(b"<html>busy</html>")
    words = ("anchor", "nine", "--take", "bad", "--roots", roots)
    assert signing.cannot(3, *words).startswith("timestamp: is not one of RFC 3161: ")
    assert entries(signing) == 9


def test_one_timestamp_is_kept_once(anchored: Person, roots: str) -> None:
    words = ("anchor", "nine", "--take", "nine.tsr", "--roots", roots)
    assert anchored.cannot(4, *words) == "this timestamp is in the book already"
    assert entries(anchored) == 10


def test_a_checkpoint_of_another_book_is_not_stamped(
    signing: Person, answer: str, roots: str
) -> None:
    attacks.edit(signing.book, b'"p":"0.30"', b'"p":"0.90"')
    message = (
        "the checkpoint of 9 entries is not one of the book as it is; "
        "look at it with brierbook verify --against"
    )
    assert signing.cannot(1, "anchor", "nine", "--request", "x") == message
    words = ("anchor", "nine", "--take", answer, "--roots", roots)
    assert signing.cannot(1, *words) == message


def test_a_timestamp_shows_an_edit_even_without_a_checkpoint(anchored: Person) -> None:
    attacks.edit(anchored.book, b'"p":"0.30"', b'"p":"0.90"')
    for path in anchored.keys.glob("*.checkpoint"):
        path.unlink()
    done = anchored.does("verify")
    assert done.code == 1
    assert done.out.splitlines()[0] == (
        "the timestamp at entry 10: the book was changed before entry 10"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"authority":"CN=Clock', '"authority":"CN=Rock', "its token says "),
        ('"token":"', '"token":"AAAA', "timestamp: is not one of RFC 3161: "),
        ('"token":"', '"token":"!', "its token is not base64"),
    ],
)
def test_a_forged_timestamp_is_found_with_roots(
    anchored: Person, roots: str, old: str, new: str, said: str
) -> None:
    attacks.edit(anchored.book, old.encode(), new.encode())
    anchored.can("verify")
    done = anchored.does("verify", "--roots", roots)
    assert done.code == 1
    assert done.out.splitlines()[0].startswith(f"the timestamp at entry 10: {said}")


def test_an_earlier_time_than_the_token_says_is_found(anchored: Person, roots: str) -> None:
    at = str(body(anchored, 10)["at"])
    attacks.edit(anchored.book, f'"at":"{at}"'.encode(), b'"at":"2020-01-01T00:00:00Z"')
    anchored.can("verify")
    done = anchored.does("verify", "--roots", roots)
    assert done.code == 1
    assert f"its token says {at} by {CLOCK}, not what the entry says" in done.out


def test_an_authority_is_asked_only_by_name_and_over_tls(
    signing: Person, counter: str, roots: str
) -> None:
    # as a user would trust a root of her own: in a process with a certificate file of its own
    command = [sys.executable, "-m", "brierbook", "anchor", "--authority", f"{counter}/stamp"]
    places = {"HOME": str(signing.home), "XDG_CONFIG_HOME": str(signing.home / "config")}
    done = subprocess.run(
        [*command, "--roots", roots],
        check=True,
        cwd=signing.book,
        env=places | {"SSL_CERT_FILE": roots},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stdout.endswith(f", says {CLOCK}; kept as entry 10\n")
    assert ", verified\n" in signing.can("verify", "--roots", roots)


def test_an_authority_that_does_not_answer_is_pending_and_blocks_nothing(
    signing: Person, counter: str, roots: str
) -> None:
    words = ("anchor", "--roots", roots, "--authority")
    assert "certificate verify failed" in signing.cannot(1, *words, f"{counter}/stamp")
    assert signing.cannot(1, *words, "http://localhost/").startswith("url: must begin with https")
    assert entries(signing) == 9
    signing.can("log", "Fog 40% by:2027-12-31")
    signing.can("verify")


@pytest.mark.parametrize(
    "words",
    [
        ["--request", "x"],
        ["nine", "--take", "nine"],
        ["--take", "nine", "--roots", "nine"],
        ["--authority", "https://localhost/"],
        ["nine", "--request", "x", "--authority", "https://localhost/"],
        ["missing", "--request", "x"],
    ],
)
def test_a_mistake_of_usage_is_told(signing: Person, words: list[str]) -> None:
    signing.can("checkpoint", "-o", "nine")
    assert signing.does("anchor", *words).code == 2
    assert not (signing.book / "x").exists()


def test_nothing_asks_the_network_unasked(
    anchored: Person, monkeypatch: pytest.MonkeyPatch, roots: str
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr("socket.socket.connect", refuse)
    anchored.can("verify", "--roots", roots)
    anchored.can("anchor")
    anchored.can("anchor", "nine", "--request", "again.tsq")
    anchored.can("prove", "2", "--anchored", "-o", "p")


def test_the_database_files_the_entry_under_its_kind(anchored: Person) -> None:
    with closing(sqlite3.connect(anchored.book / attacks.DATABASE)) as connection:
        rows = connection.execute("SELECT kind FROM entry WHERE seq > 8").fetchall()
    assert rows == [("key",), ("anchor",)]
    anchored.can("verify", "--deep")


def test_requests_and_answers_are_data_too(
    signing: Person, authority: Authority, roots: str
) -> None:
    signing.can("checkpoint", "-o", "nine")
    asked = json.loads(signing.can("anchor", "nine", "--request", "nine.tsq", "--json"))
    assert asked == {"schema": "brierbook.anchor/1", "request": "nine.tsq", "size": 9}
    stamped = authority.stamp((signing.book / "nine.tsq").read_bytes())
    (signing.book / "nine.tsr").write_bytes(stamped)
    words = ("anchor", "nine", "--take", "nine.tsr", "--roots", roots, "--json")
    taken = json.loads(signing.can(*words))["anchor"]
    assert (taken["entry"], taken["size"], taken["verified"]) == (10, 9, True)
    assert taken["at"] == body(signing, 10)["at"]
