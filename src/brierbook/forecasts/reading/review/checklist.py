"""What makes a proposition vague: a list of warnings, none of which stops anybody."""

import re
from collections.abc import Mapping
from datetime import date

__all__ = ["check_proposition"]

VAGUE = {
    "en": "significant considerable major soon substantially some many several likely better worse "
    "serious important increasingly roughly stable successful growing further",
    "uk": "значний суттєвий важливий скоро деякий багато кілька краще гірше серйозний приблизно "
    "стабільний успішний зростаючий значно суттєво певний",
    "ru": "значительный существенный важный скоро некоторый много несколько лучше хуже серьезный "
    "примерно стабильный успешный значительно существенно определенный",
}
STEM = 6
NAMED = re.compile(r"https?://|\b[A-ZА-ЯЇІЄҐ][\w’'-]{2,}")
LONG = 366 * 3


def check_proposition(fields: Mapping[str, object], language: str, today: date) -> list[str]:
    """List what is vague: codes under which the catalogues say it."""
    text = str(fields.get("text") or "")
    criteria = str(fields.get("criteria") or "")
    found: list[str] = []
    if _has_vague_word(text, language) and not re.search(r"\d", text + criteria):
        found.append("vague_word")
    if text.rstrip().endswith("?"):
        found.append("question")
    if len(re.findall(r"\b(?:and|or|та|і|або|и|или)\b", text)) > 1:
        found.append("several_claims")
    if not NAMED.search(criteria):
        found.append("no_source")
    if len(criteria.split()) < 5:  # noqa: PLR2004  # words that can say how it is judged
        found.append("short_criteria")
    return found + _check_deadline(fields.get("deadline"), today)


def _has_vague_word(text: str, language: str) -> bool:
    """Whether a word stands for a quantity that nobody can count."""
    stems = {each[:STEM] for each in VAGUE.get(language, "").split()}
    return any(word[:STEM] in stems for word in re.findall(r"\w+", text.casefold()))


def _check_deadline(deadline: object, today: date) -> list[str]:
    """Look at a deadline that is a civil day."""
    match = re.match(r"\d{4}-\d\d-\d\d", str(deadline or ""))
    if match is None:
        return []
    try:
        days = (date.fromisoformat(match[0]) - today).days
    except ValueError:
        return []
    return ["far_deadline"] if days > LONG else []
