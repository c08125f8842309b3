"""`brierbook checkpoint`: a signed head, in the form that other tools read."""

import json
from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tests.cli.proving import attacks
from tests.cli.proving.conftest import BOOK, Person
from tests.forecasts.store.test_verify import tree_head as head

from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.integrity.notes import parse_note


def test_the_note_is_the_head_of_the_book_signed_by_its_key(signing: Person) -> None:
    note = signing.can("checkpoint")
    # the root by the definition of RFC 6962, the signature by the library alone
    root = head(attacks.lines_of(signing.book))
    assert note.startswith(f"{BOOK}\n9\n{b64encode(root).decode()}\n\n— {BOOK} ")
    [signature] = parse_note(note.encode()).signatures
    key = VerifierKey.parse(signing.can("keys", "list").split()[0])
    text = note.partition("\n\n")[0] + "\n"
    Ed25519PublicKey.from_public_bytes(key.public).verify(signature.value, text.encode())


def test_the_same_book_gives_the_same_bytes(signing: Person) -> None:
    assert signing.can("checkpoint") == signing.can("checkpoint")


def test_a_checkpoint_is_data_too(signing: Person) -> None:
    data = json.loads(signing.can("checkpoint", "--json"))
    assert data["schema"] == "brierbook.checkpoint/1"
    assert (data["origin"], data["size"], data["file"]) == (BOOK, 9, None)
    assert data["root"] == head(attacks.lines_of(signing.book)).hex()
    assert data["note"] == signing.can("checkpoint")


def test_a_file_that_is_there_is_not_replaced(signing: Person) -> None:
    path = signing.home / "kept"
    assert signing.can("checkpoint", "-o", str(path)) == (
        f"{path}: the root of {BOOK} at 9 entries; "
        "keep it where the owner of the book cannot change it\n"
    )
    before = path.read_bytes()
    signing.can("log", "Fog 40% by:2027-12-31")
    message = f"{path}: is there already; name a new file"
    assert signing.cannot(1, "checkpoint", "-o", str(path)) == message
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_named(signing: Person) -> None:
    path = signing.home / "nowhere" / "kept"
    message = f"{path}: cannot be written (No such file or directory)"
    assert signing.cannot(1, "checkpoint", "-o", str(path)) == message


def test_checking_is_verifying_against(signing: Person) -> None:
    path = signing.home / "kept"
    signing.can("checkpoint", "-o", str(path))
    one = signing.does("checkpoint", "--check", str(path))
    two = signing.does("verify", "--against", str(path))
    assert one == two
    assert one.code == 0
    attacks.edit(signing.book, b'"p":"0.30"', b'"p":"0.90"')
    done = signing.does("checkpoint", "--check", str(path))
    assert done.code == 1
    assert done.out.startswith(f"{path}: the book was changed before entry 10\n")


def test_no_key_no_checkpoint(ada: Person) -> None:
    message = f"forecasts/book.db: no key in use that bears its name, {BOOK}, is in {ada.keys}"
    assert ada.cannot(4, "checkpoint") == f"{message}; make one with brierbook keys new"
    ada.can("keys", "new", "somebody")
    assert ada.cannot(4, "checkpoint") == f"{message}; make one with brierbook keys new"


def test_a_book_whose_hashes_do_not_fit_its_root_is_not_signed(signing: Person) -> None:
    attacks.sql(signing.book, "UPDATE entry SET leaf = upper(hex(zeroblob(32))) WHERE seq = 3")
    said = signing.cannot(3, "checkpoint")
    assert said.startswith("forecasts/book.db: its hashes do not give the root ")
    attacks.sql(signing.book, "UPDATE entry SET leaf = 'zz' WHERE seq = 3")
    assert signing.cannot(3, "checkpoint").endswith("; run brierbook verify")


def test_options_that_exclude_each_other_are_a_mistake_of_usage(signing: Person) -> None:
    path = signing.home / "kept"
    signing.can("checkpoint", "-o", str(path))
    assert signing.does("checkpoint", "-o", "x", "--check", str(path)).code == 2
    assert signing.does("checkpoint", "--check", "missing").code == 2
