"""What an error says, in the language of the reader: its code and facts, put into words."""

from typing import TYPE_CHECKING

from brierbook.errors import (
    BrierbookError,
    InputError,
    MalformedError,
    Message,
    message_of_system,
    quote_value,
)
from brierbook.speech.catalogue import PLURALS, load_words

if TYPE_CHECKING:
    from brierbook.speech.catalogue import Catalogue

__all__ = ["describe_error", "word_message", "word_message_in"]


def describe_error(error: Exception, language: str) -> str:
    """Say what was wrong and what to do; English needs no catalogue."""
    if isinstance(error, BrierbookError):
        if language == "en":
            return str(error)
        words = load_words(language, "cli", "errors")
        return str(_fact_text(error, words))
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return place + word_message_in(message_of_system(error), language)
    return word_message_in(_broken_message(error), language)


def _broken_message(error: Exception) -> Message:
    """Say that brierbook itself failed, which nobody planned."""
    facts = {"kind": type(error).__name__, "text": str(error).partition("\n")[0]}
    return Message(
        "brierbook itself failed ({kind}: {text}); what was written before stands; "
        "run the same with brierbook --debug and report what it prints",
        "broken.failed",
        facts,
    )


def word_message_in(message: str, language: str) -> str:
    """Say a message in a language."""
    return (
        str(message)
        if language == "en"
        else word_message(message, load_words(language, "cli", "errors"))
    )


def word_message(message: str, words: "Catalogue") -> str:
    """Say a message in the language of a catalogue; what has no code there stays English."""
    if not isinstance(message, Message) or message.code is None:
        return str(message)
    facts = {name: _fact_text(fact, words) for name, fact in message.facts.items()}
    try:
        template = words.message(message.code)
    except KeyError:
        return str(message)
    if isinstance(template, dict):  # the forms of a plural go by the fact `n`
        return words.say(
            f"{message.code}.{PLURALS[words.language](int(str(message.facts['n'])))}", **facts
        )
    return str(template).format_map(facts)


def _fact_text(fact: object, words: "Catalogue") -> object:
    """Write a fact; numbers are written as the language does."""
    if isinstance(fact, BrierbookError):
        return _place_text(fact, words) + word_message(fact.problem, words)
    if isinstance(fact, Message):
        return word_message(fact, words)
    return words.number(fact) if type(fact) is int else fact


def _place_text(error: BrierbookError, words: "Catalogue") -> str:
    """Say where the fault is."""
    match error:
        case InputError():
            return f"{_term_text('field', error.field, words)} {quote_value(error.value)}: "
        case MalformedError():
            what = _term_text("what", error.what, words)
            line = "" if error.line is None else words.say("place.line", line=error.line)
            return f"{what}{line}: "
        case _:
            return error.place


def _term_text(kind: str, term: str, words: "Catalogue") -> str:
    """Give the word for what was read; a name of ours stays as it is."""
    if isinstance(term, Message):
        return word_message(term, words)
    known = words.messages.get(kind, {})
    return str(known.get(term, term))
