"""On a terminal: which sentences about forecasts are shown, in a line."""

from typing import TYPE_CHECKING

from brierbook.speech.catalogue import load_catalogue

if TYPE_CHECKING:
    from brierbook.analysis.claims.sentences import SentenceClaims
    from brierbook.speech.catalogue import Catalogue

__all__ = ["shown_line"]


def shown_line(claims: "SentenceClaims | None", lang: str) -> str:
    """Name the sentences that may be said, or say what would have been found."""
    if claims is None:
        return ""
    words = load_catalogue(lang)
    looked = words.number(len(claims.sentences))
    if claims.said:
        named = [words.say(f"claims.name_{each.name}") for each in claims.said]
        return words.say("claims.shown", names="; ".join(named), n=looked)
    return " ".join([words.say("claims.shown_none", n=looked), *_power_line(claims, words)])


def _power_line(claims: "SentenceClaims", words: "Catalogue") -> list[str]:
    """Say how often an overconfidence would have been found with so many events."""
    if claims.correction is None or claims.correction.power is None:
        return []
    from brierbook.reports.findings.claims_text import bold_power_sentence  # not at start

    return [bold_power_sentence(claims.correction.power, claims.events, words)]
