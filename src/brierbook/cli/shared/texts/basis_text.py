"""On what basis of time forecasts count, in words, where that is not the strongest."""

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

from brierbook.forecasts.rules.standing import headline_basis
from brierbook.forecasts.rules.timing import Basis
from brierbook.speech.text_columns import align_columns

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.cli.shared.judged_book import JudgedBook
    from brierbook.cli.shared.session import Session
    from brierbook.forecasts.query.matching import MatchedIds
    from brierbook.speech.catalogue import Catalogue

__all__ = ["bases_as_text", "basis_heading", "warn_of_basis"]

DIGITS = 3


def basis_heading(basis: Basis, words: "Catalogue") -> str:
    """Say on what basis the numbers that follow are; of the strongest nothing is said."""
    return "" if basis is Basis.SHOWN else words.say(f"basis.{basis.value}_heading")


def bases_as_text(found: "pd.DataFrame", words: "Catalogue") -> str:
    """Write a row for each basis, where there is more than one."""
    if len(found) < 2:  # noqa: PLR2004 - one is the headline
        return ""
    waits = bool(found["held_back"].any())
    names = ("basis", "forecasts", "events", "brier", *(("held_back",) if waits else ()))
    head = [words.say(f"basis.{name}") for name in names]
    rows = [
        [
            words.say(f"basis.{row['basis']}"),
            words.number(int(row["n"])),
            words.number(int(row["events"])),
            _score_cell(row, words),
            *([words.number(int(row["held_back"]))] if waits else []),
        ]
        for row in found.to_dict("records")
    ]
    return align_columns([head, *rows], 1)


def _score_cell(row: Mapping[Hashable, object], words: "Catalogue") -> str:
    """Write a score with its limits, where anything counts."""
    if not row["n"]:
        return ""
    value, lower, upper = (float(str(row[name])) for name in ("score", "lower", "upper"))
    return f"{words.number(value, DIGITS)} ({words.between(lower, upper, DIGITS)})"


def warn_of_basis(
    session: "Session", judged: "JudgedBook", asked: "MatchedIds | None" = None
) -> None:
    """Say on what basis the forecasts count that a command works with."""
    only = None if asked is None else asked.forecasts
    basis = headline_basis(judged.book, now=judged.now, only=only)
    if basis is not Basis.SHOWN:
        session.warn(basis_heading(basis, session.scores))
