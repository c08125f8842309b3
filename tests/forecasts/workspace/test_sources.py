"""Documents and quotes against the files in seeds/."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from brierbook.errors import BookError
from brierbook.forecasts.workspace.seeds import MAX_BYTES, read_catalogue, read_seed_text

if TYPE_CHECKING:
    from tests.conftest import Draft

CATALOGUE = "seeds/seeds.toml"


def seed(workspace: "Draft", name: str = "rain.en.txt") -> Path:
    return workspace.root / "seeds" / name


def toml(workspace: "Draft", old: str, new: str) -> None:
    """Change seeds.toml in one place."""
    path = seed(workspace, "seeds.toml")
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def rewrite(workspace: "Draft", content: bytes) -> None:
    """Put other bytes in the English text, with their hash in the book and in seeds.toml."""
    body = workspace.body("document", "doc-en")
    fresh = hashlib.sha256(content).hexdigest()
    toml(workspace, body["sha256"], fresh)
    body["sha256"] = fresh
    seed(workspace).write_bytes(content)


def test_a_seed_that_is_missing_is_named_and_its_quotes_wait(workspace: "Draft") -> None:
    seed(workspace).unlink()
    wanted = "seeds/rain.en.txt cannot be read: No such file or directory"
    assert workspace.problems() == [(3, "file", wanted)]


def test_a_seed_that_is_a_folder_is_no_text(workspace: "Draft") -> None:
    seed(workspace).unlink()
    seed(workspace).mkdir()
    wanted = "seeds/rain.en.txt cannot be read: Is a directory"
    assert workspace.problems() == [(3, "file", wanted)]


def test_one_changed_byte_changes_the_hash(workspace: "Draft") -> None:
    content = seed(workspace).read_bytes().replace(b"mayor", b"major")
    seed(workspace).write_bytes(content)
    fresh = hashlib.sha256(content).hexdigest()
    wanted = f"seeds/rain.en.txt has changed: its SHA-256 is {fresh}; restore the file"
    assert workspace.problems() == [(3, "sha256", wanted)]


def test_the_line_ends_belong_to_the_bytes(workspace: "Draft") -> None:
    seed(workspace).write_bytes(seed(workspace).read_bytes().replace(b"\n", b"\r\n"))
    assert [found[:2] for found in workspace.problems()] == [(3, "sha256")]


def test_the_length_is_counted_in_code_points(workspace: "Draft") -> None:
    body = workspace.body("document", "doc-en")
    content = seed(workspace).read_text(encoding="utf-8")
    assert body["characters"] == len(content) < len(content.encode())
    body["characters"] = len(content.encode())
    wanted = f"is {len(content.encode())}; seeds/rain.en.txt has {len(content)}"
    assert workspace.problems() == [(3, "characters", wanted)]


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-u", "utf-16"])
def test_a_seed_in_another_encoding_is_refused(workspace: "Draft", encoding: str) -> None:
    rewrite(workspace, "Ранок.".encode(encoding))
    wanted = "seeds/rain.en.txt is not UTF-8 at byte 0; convert a copy, and keep the original"
    assert workspace.problems() == [(3, "file", wanted)]


def test_a_seed_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * (MAX_BYTES + 1))
    with pytest.raises(BookError, match=f"large.txt: has more than {MAX_BYTES} bytes; split it"):
        read_seed_text(path, "large.txt")
    path.write_bytes(b"a" * MAX_BYTES)
    assert read_seed_text(path, "large.txt").characters == MAX_BYTES


def test_a_seed_without_end_is_refused_in_time() -> None:
    with pytest.raises(BookError, match="has more than"):
        read_seed_text(Path("/dev/zero"), "zero")


@pytest.mark.parametrize(
    "file", ["../secret.txt", "seeds/../../secret.txt", "/etc/hostname", "seeds/link.txt"]
)
def test_a_path_that_leads_out_of_the_workspace_is_refused(workspace: "Draft", file: str) -> None:
    (workspace.root.parent / "secret.txt").write_text("secret")
    seed(workspace, "link.txt").symlink_to("../../secret.txt")
    workspace.body("document", "doc-en")["file"] = file
    assert workspace.problems()[0] == (3, "file", f"{file} leads out of the workspace")


def test_a_link_within_the_workspace_is_followed(workspace: "Draft") -> None:
    seed(workspace).rename(seed(workspace, "kept.txt"))
    seed(workspace).symlink_to("kept.txt")
    assert workspace.problems() == []


def test_a_path_that_cannot_be_is_refused(workspace: "Draft") -> None:
    seed(workspace, "loop.txt").symlink_to("loop.txt")
    body = workspace.body("document", "doc-en")
    for file in ("seeds/loop.txt", "seeds/rain\x00.txt", "seeds/" + "a" * 5000):
        body["file"] = file
        found = workspace.problems()
        assert {each[:2] for each in found} == {(3, "file")}


# quotes


def test_a_quote_that_moved_is_found_again(workspace: "Draft") -> None:
    body = workspace.body("statement", "s-bridge")
    start, end = body["start"], body["end"]
    body.update(start=start + 1, end=end + 1)
    line = workspace.line("statement", "s-bridge")
    wanted = f"is not what stands at {start + 1}-{end + 1} of doc-en; it stands at {start}-{end}"
    assert workspace.problems() == [(line, "quote", wanted)]


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "The bridge will close in May"},
        {"quote": "the bridge will open in May"},  # another case
        {"start": 10**9, "end": 10**9 + 28, "quote": "nowhere"},
        {"start": 9, "end": 3, "quote": "nowhere"},
    ],
)
def test_a_quote_that_is_nowhere_is_named(workspace: "Draft", change: dict[str, object]) -> None:
    body = workspace.body("statement", "s-bridge")
    body.update(change)
    line = workspace.line("statement", "s-bridge")
    wanted = f"is not what stands at {body['start']}-{body['end']} of doc-en"
    assert workspace.problems() == [(line, "quote", wanted)]


def test_a_letter_in_two_code_points_is_not_the_letter_in_one(workspace: "Draft") -> None:
    import unicodedata  # only here

    text = "Їжак спить."
    split = unicodedata.normalize("NFD", text)
    assert split != text
    rewrite(workspace, text.encode())
    workspace.body("document", "doc-en")["characters"] = len(text)
    body = workspace.body("statement", "s-bridge")
    body.update(start=0, end=len(text), quote=split, prefix="", suffix="", cues=[])
    line = workspace.line("statement", "s-bridge")
    assert workspace.problems() == [
        (line, "quote", f"is not what stands at 0-{len(text)} of doc-en")
    ]
    body["quote"] = text
    assert workspace.problems() == []


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("prefix", "Rain is coming", "is not what stands before 18"),
        ("prefix", "", "is not what stands before 18"),
        ("suffix", "", "is not what stands after 45"),
        ("cues", [{"text": "will", "start": 0, "end": 4}], "'will' is not at 0-4"),
    ],
)
def test_what_surrounds_a_quote_is_compared(
    workspace: "Draft", field: str, value: object, problem: str
) -> None:
    workspace.body("statement", "s-bridge")[field] = value
    line = workspace.line("statement", "s-bridge")
    assert workspace.problems() == [(line, field, problem)]


# the catalogue


def test_the_catalogue_must_be_there(workspace: "Draft") -> None:
    seed(workspace, "seeds.toml").unlink()
    assert workspace.problems() == [(None, None, "cannot be read: No such file or directory")]


def test_a_document_must_be_in_the_catalogue(workspace: "Draft") -> None:
    toml(workspace, 'file = "rain.en.txt"', 'file = "rain.de.txt"')
    assert workspace.problems() == [(3, "file", f"seeds/rain.en.txt is not in {CATALOGUE}")]


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("language", "en", "ru"),
        ("title", "Rain and a bridge", "A bridge"),
        ("likeliest", "2026-04-02[Europe/Kyiv]", "2026-04-01[Europe/Kyiv]"),
        ("published", "2026-04-02[Europe/Kyiv]", "2026-04-03[Europe/Kyiv]"),
    ],
)
def test_the_catalogue_and_the_book_agree(
    workspace: "Draft", field: str, old: str, new: str
) -> None:
    toml(workspace, f'{field} = "{old}"', f'{field} = "{new}"')
    assert workspace.problems() == [(3, field, f"is {old}, but {CATALOGUE} says {new}")]


def test_the_hash_in_the_catalogue_is_that_in_the_book(workspace: "Draft") -> None:
    ours = workspace.body("document", "doc-en")["sha256"]
    toml(workspace, ours, "0" * 64)
    wanted = f"is {ours}, but {CATALOGUE} says {'0' * 64}"
    assert workspace.problems() == [(3, "sha256", wanted)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[seed]\n", "is not TOML: "),
        ('a = "\x00"', "is not TOML: "),
        ("a = " + "[" * 20_000, "is not TOML: "),
        ("a = " + "1" * 5000, "is not TOML: "),
        ("seed = 3", "seed: must be tables, each under [[seed]]"),
        ('seed = ["rain.en.txt"]', "seed: must be tables, each under [[seed]]"),
        ('[seed]\nfile = "rain.en.txt"', "seed: must be tables, each under [[seed]]"),
        ('[[seed]]\nfile = "rain.en.txt"', "seed 1.sha256: must be a text"),
        ("[[seed]]\nfile = 7", "seed 1.file: must be a text"),
    ],
)
def test_a_bad_catalogue_is_refused_in_one_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "seeds.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BookError) as caught:
        read_catalogue(path, CATALOGUE)
    assert str(caught.value).startswith(f"{CATALOGUE}: {words}")
    assert "\n" not in str(caught.value)


def test_a_catalogue_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "seeds.toml"
    path.write_bytes('a = "й"'.encode("cp1251"))
    with pytest.raises(BookError, match="is not TOML: 'utf-8' codec can't decode"):
        read_catalogue(path, CATALOGUE)


def test_a_seed_has_no_other_fields(workspace: "Draft") -> None:
    toml(workspace, 'title = "Rain and a bridge"', 'titel = "Rain and a bridge"')
    [(line, field, problem)] = workspace.problems()
    assert (line, field, problem) == (None, "seed 2.titel", "is not a field of a seed")
