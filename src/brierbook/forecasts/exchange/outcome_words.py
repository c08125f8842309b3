"""Words for how a question turned out, as programs and people write them."""

from brierbook.errors import InputError

__all__ = ["SIDES", "read_outcome_word", "side_of"]

WORDS = {
    "yes": "yes y true t 1 1.0 right happened так правда да истина ✓ ✔ ✅ справдилося сталося "
    "случилось произошло вірно верно",
    "no": "no n false f 0 0.0 wrong нет ні неправда ложь ✗ ✘ ❌ несправдилося нестало неверно "
    "невірно",
    "annulled": "n/a na cancel cancelled canceled annulled voided withdrawn void скасовано "
    "анульовано отменено аннулировано",
    "ambiguous": "ambiguous unknown disputed unclear неясно неоднозначно невідомо неизвестно "
    "спірно спорно unresolvable",
}
CAME_TRUE = {
    "correct": "correct right true_positive hit сбылось справдилося збулося вірно верно confirmed",
    "incorrect": "incorrect wrong miss несбылось несправдилося незбулося невірно неверно refuted",
}
OPEN = "open pending unresolved tbd ? null none nan todo відкрито открыто живе active"
MEANINGS = {word: outcome for outcome, words in WORDS.items() for word in words.split()}
RELATIVE = {word: meant for meant, words in CAME_TRUE.items() for word in words.split()}
OPEN_WORDS = frozenset(OPEN.split())
SIDES = {
    "yes": "yes", "y": "yes", "true": "yes", "for": "yes", "так": "yes", "да": "yes", "1": "yes",
    "no": "no", "n": "no", "false": "no", "against": "no", "ні": "no", "нет": "no", "0": "no",
}  # fmt: skip


def _fold_outcome(said: str) -> str:
    """Fold case and what separates words."""
    return "".join(said.casefold().split()).strip(".!")


def side_of(said: str) -> str | None:
    """Tell which side somebody took: yes or no; None where nothing is said."""
    word = _fold_outcome(said)
    if not word:
        return None
    if word not in SIDES:
        raise InputError("side", said, "is neither yes nor no", code="import.no_side")
    return SIDES[word]


def read_outcome_word(said: str, side: str | None = None) -> tuple[str | None, bool]:
    """Read an outcome, and whether it was told relative to a side; None while it is open.

    "correct" is the side that somebody took; without a side, it is the statement.
    """
    word = _fold_outcome(said)
    if not word or word in OPEN_WORDS:
        return None, False
    if word in RELATIVE:
        meant = RELATIVE[word] == "correct"
        return ("yes" if meant == ((side or "yes") == "yes") else "no"), True
    if word in MEANINGS:
        return MEANINGS[word], False
    raise InputError("outcome", said, "is no outcome that is known", code="import.no_outcome")
