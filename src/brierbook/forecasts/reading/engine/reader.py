"""From a text to candidate statements: the door of the engine."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from brierbook.forecasts.lines.language import language_of
from brierbook.forecasts.reading.engine.analysis import Analysis, analyse_sentence
from brierbook.forecasts.reading.engine.candidates import Candidate, make_candidates
from brierbook.forecasts.reading.engine.cues import Grammar, built_in_grammar
from brierbook.forecasts.reading.engine.english import analyse as analyse_english
from brierbook.forecasts.reading.engine.sentences import split_sentences
from brierbook.forecasts.reading.engine.slavic import make_analyser
from brierbook.forecasts.reading.engine.tokens import WordForm, split_words

__all__ = ["Reader", "read_text"]

OWN = ("en", "uk", "ru")
MOST_WORDS = 400  # a sentence of more is no sentence


@cache
def _analyser(language: str) -> Callable[[str, str], WordForm]:
    """Give what looks forms up: a dictionary, or English endings, which any language can bear."""
    return make_analyser(language) if language in ("uk", "ru") else analyse_english


@dataclass(slots=True)
class Reader:
    """Reads sentences of one language; it remembers the forms that it has looked up."""

    grammar: Grammar
    published: date | None
    forms: dict[str, WordForm]

    @classmethod
    def of(
        cls, language: str, published: date | None = None, grammar: Grammar | None = None
    ) -> "Reader":
        """Make a reader of a language, with the built-in cues unless others are given."""
        return cls(grammar or built_in_grammar(language), published, {})

    def analyse(self, text: str, start: int = 0) -> Analysis:
        """Analyse one sentence that begins at a place of its document."""
        analyser = _analyser(self.grammar.language)
        sentence = split_words(text, start, analyser, self.forms)
        if len(sentence.words) > MOST_WORDS:
            sentence = split_words("", start, analyser, self.forms)
        return analyse_sentence(sentence, self.grammar, self.published)


def read_text(
    text: str,
    *,
    language: str | None = None,
    published: date | None = None,
    grammars: Mapping[str, Grammar] | None = None,
) -> Iterator[Candidate]:
    """Read a text sentence by sentence; each is in its own language, in doubt in the document's."""
    own = language or language_of(text[:20_000])
    readers: dict[str, Reader] = {}
    for start, end in split_sentences(text):
        sentence = text[start:end]
        spoken = own if own not in OWN else language_of(sentence, own)
        if spoken not in readers:
            readers[spoken] = Reader.of(spoken, published, (grammars or {}).get(spoken))
        yield from make_candidates(readers[spoken].analyse(sentence, start))
