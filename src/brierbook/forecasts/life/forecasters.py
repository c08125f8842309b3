"""Who holds a forecast: one whom the book knows, or a new one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from brierbook.errors import InputError
from brierbook.forecasts.entries.records import LANGUAGES, Forecaster
from brierbook.forecasts.entries.source_readers import FORECASTERS
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.lines.language import language_of
from brierbook.forecasts.lines.texts import check_text
from brierbook.forecasts.store.rows import fold_text
from brierbook.forecasts.store.store import Store

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

__all__ = ["find_forecaster", "find_or_add_forecaster", "list_forecasters", "make_slug"]

LONGEST = 80
ALL = """SELECT subject FROM about WHERE subject >= 'forecaster:' AND subject < 'forecaster;'
    ORDER BY seq"""


def list_forecasters(store: Store) -> Iterator[Forecaster]:
    """Give the forecasters of a book, in the order they came into it."""
    for (subject,) in store.database.rows(ALL):
        for record, _ in store.about([subject]).values():
            if isinstance(record, Forecaster):
                yield record


def find_forecaster(store: Store, said: str) -> Forecaster | None:
    """Find a forecaster by id, else by name in any language."""
    for record, _ in store.about([f"forecaster:{said}", f"forecaster:{make_slug(said)}"]).values():
        if isinstance(record, Forecaster):
            return record
    wanted = fold_text(said)
    named = (each for each in list_forecasters(store) if wanted in _folded_names(each))
    return next(named, None)


def _folded_names(forecaster: Forecaster) -> set[str]:
    """Give the names of a forecaster in all languages, folded."""
    given = (getattr(forecaster.name, language) for language in LANGUAGES)
    return {fold_text(name) for name in given if name}


def find_or_add_forecaster(batch: Batch, said: str, document: str | None = None) -> tuple[str, str]:
    """Give id and kind of a forecaster, who is added if new.

    A new one is a person, or what stands before a colon says: ``market:Polymarket``. With a
    document, a new one is somebody whom that document lets speak.
    """
    kind, name = _split_kind_and_name(said, "speaker" if document else "person")
    if found := find_forecaster(batch.store, name):
        return found.id, found.kind
    if not batch.knows("forecaster", make_slug(name)):
        names: dict[str, Json] = {language_of(name): name}
        body: dict[str, Json] = {
            "id": make_slug(name),
            "kind": kind,
            "name": names,
            "document": document,
        }
        batch.add("forecaster", body)
    return make_slug(name), kind


def _split_kind_and_name(said: str, usual: str) -> tuple[str, str]:
    """Take kind and name apart."""
    before, colon, after = said.partition(":")
    kind, name = (before, after.strip()) if colon and before in FORECASTERS else (usual, said)
    check_text(name, "forecaster")
    if len(name) > LONGEST or not name.isprintable():
        raise InputError(
            "forecaster",
            said,
            "must be at most {most} visible characters",
            code="forecaster.unfit",
            most=LONGEST,
        )
    return kind, name


def make_slug(name: str) -> str:
    """Make an id of a name."""
    return "-".join(fold_text(name).split())
