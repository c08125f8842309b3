"""Who says it: frames of reported speech, direct quotes, hearsay; else the author."""

from dataclasses import dataclass

from brierbook.forecasts.reading.engine.analysis import Analysis, Hit
from brierbook.forecasts.reading.engine.tokens import Feature, WordForm

__all__ = ["Attribution", "find_attribution"]

LONGEST_NAME = 8  # words of a speaker
QUOTES = '«»“”„"'
STEPS_BACK = frozenset((",", "that", "what", "and"))


@dataclass(frozen=True, slots=True)
class Attribution:
    """The speaker as the words name one, and how the words are reported.

    ``manner`` is ``author``, ``reported_speech``, ``reported_thought``, ``direct_quote`` or
    ``hearsay``; the chain goes from the outlet of the document to who speaks.
    """

    speaker: str | None
    manner: str
    chain: tuple[str, ...]


def find_attribution(analysis: Analysis, clause: int) -> Attribution:
    """Find the frame nearest to a clause."""
    if not analysis.frames:
        return Attribution(None, "author", ())
    frames = sorted(analysis.frames, key=lambda hit: abs(hit.clause - clause))
    nearest = frames[0]
    speaker = _speaker_of(analysis, nearest)
    manner = nearest.rule.manner or "reported_speech"
    if manner == "reported_speech" and _is_quoted(analysis):
        manner = "direct_quote"
    others = [_speaker_of(analysis, hit) for hit in frames[1:3]]
    chain = tuple(dict.fromkeys(each for each in (*reversed(others), speaker) if each))
    return Attribution(speaker, manner, chain)


def _is_quoted(analysis: Analysis) -> bool:
    """Whether half of a sentence or more stands in quotation marks."""
    text = analysis.sentence.text
    places = [place for place, mark in enumerate(text) if mark in QUOTES]
    return len(places) > 1 and 2 * (places[-1] - places[0]) > len(text)


def _speaker_of(analysis: Analysis, hit: Hit) -> str | None:
    """Take the words beside the verb of a frame that name who speaks."""
    words, spans = analysis.sentence.words, analysis.sentence.spans
    if hit.match.end - hit.match.start > 1 and hit.rule.manner == "source":
        first, last = hit.match.end, _name_end(words, hit.match.end)
    else:
        before = _name_start(words, hit.match.start)
        first, last = before, hit.match.start
        if first == last:
            first, last = hit.match.end, _name_end(words, hit.match.end)
    if first >= last:
        return None
    return analysis.sentence.text[spans[first][0] : spans[last - 1][1]]


def _name_start(words: tuple[WordForm, ...], end: int) -> int:
    """Go back from a verb over the words of its subject."""
    place = end
    while place > 0 and end - place < LONGEST_NAME and _is_of_name(words[place - 1]):
        place -= 1
    return place


def _name_end(words: tuple[WordForm, ...], start: int) -> int:
    """Go on from a verb over the words of its subject."""
    place = start
    while place < len(words) and place - start < LONGEST_NAME and _is_of_name(words[place]):
        place += 1
    return place


def _is_of_name(word: WordForm) -> bool:
    """Whether a word may be part of what names a speaker."""
    stops = Feature.MARK | Feature.VERB | Feature.CONJUNCTION | Feature.GERUND
    return not word.features & stops and word.key not in STEPS_BACK
