"""The example that is unpacked where there is no book."""

from pathlib import Path

from brierbook.forecasts.store.loading import examine_book
from brierbook.forecasts.workspace.example import unpack_example

ROOT = Path(__file__).resolve().parents[3]


def test_it_is_the_book_of_this_repository_and_valid(tmp_path: Path) -> None:
    made = unpack_example(tmp_path / "demo")
    assert made.book.read_bytes() == (ROOT / "forecasts/book.jsonl").read_bytes()
    assert examine_book(made).problems == ()


def test_what_is_there_already_stays(tmp_path: Path) -> None:
    kept = tmp_path / "seeds" / "seeds.toml"
    kept.parent.mkdir()
    kept.write_text("mine")
    unpack_example(tmp_path)
    unpack_example(tmp_path)
    assert kept.read_text() == "mine"
    assert len(list(kept.parent.iterdir())) == len(list((ROOT / "seeds").iterdir()))
