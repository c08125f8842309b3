"""Who holds a forecast: one whom the book knows, or a new one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from brierbook.errors import InputError
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.lines.language import language_of
from brierbook.forecasts.lines.texts import check_text
from brierbook.forecasts.parsing import FORECASTERS
from brierbook.forecasts.records import LANGUAGES, Forecaster
from brierbook.forecasts.store.rows import fold
from brierbook.forecasts.store.store import Store

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

LONGEST = 80
ALL = """SELECT subject FROM about WHERE subject >= 'forecaster:' AND subject < 'forecaster;'
    ORDER BY seq"""


def forecasters(store: Store) -> Iterator[Forecaster]:
    """Give the forecasters of a book, in the order they came into it."""
    for (subject,) in store.database.rows(ALL):
        for record, _ in store.about([subject]).values():
            if isinstance(record, Forecaster):
                yield record


def find_forecaster(store: Store, said: str) -> Forecaster | None:
    """Find a forecaster by id, else by name in any language."""
    for record, _ in store.about([f"forecaster:{said}", f"forecaster:{slug(said)}"]).values():
        if isinstance(record, Forecaster):
            return record
    wanted = fold(said)
    named = (each for each in forecasters(store) if wanted in names_of(each))
    return next(named, None)


def names_of(forecaster: Forecaster) -> set[str]:
    """Give the names of a forecaster in all languages, folded."""
    given = (getattr(forecaster.name, language) for language in LANGUAGES)
    return {fold(name) for name in given if name}


def forecaster(batch: Batch, said: str, document: str | None = None) -> tuple[str, str]:
    """Give id and kind of a forecaster, who is added if new.

    A new one is a person, or what stands before a colon says: ``market:Polymarket``. With a
    document, a new one is somebody whom that document lets speak.
    """
    kind, name = parted(said, "speaker" if document else "person")
    if found := find_forecaster(batch.store, name):
        return found.id, found.kind
    if not batch.knows("forecaster", slug(name)):
        names: dict[str, Json] = {language_of(name): name}
        body: dict[str, Json] = {
            "id": slug(name),
            "kind": kind,
            "name": names,
            "document": document,
        }
        batch.add("forecaster", body)
    return slug(name), kind


def parted(said: str, usual: str) -> tuple[str, str]:
    """Take kind and name apart."""
    before, colon, after = said.partition(":")
    kind, name = (before, after.strip()) if colon and before in FORECASTERS else (usual, said)
    check_text(name, "forecaster")
    if len(name) > LONGEST or not name.isprintable():
        raise InputError("forecaster", said, f"must be at most {LONGEST} visible characters")
    return kind, name


def slug(name: str) -> str:
    """Make an id of a name."""
    return "-".join(fold(name).split())
