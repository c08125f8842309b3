"""The description of a figure for those who do not see it: short, because it must be heard out."""

from brierbook.speech.catalogue import Catalogue

__all__ = ["LONGEST", "shorten_alt"]

LONGEST = 250  # signs
ENDS = (". ", "; ")


def shorten_alt(alt: str, words: Catalogue) -> str:
    """Keep whole sentences and rows of a description, as many as it may hold.

    >>> from brierbook.speech.catalogue import load_catalogue
    >>> shorten_alt("Reliability diagram. " + "anna: 0.2; " * 40, load_catalogue("en"))[-45:]
    'anna: 0.2; anna: 0.2. The table has the rest.'
    """
    if len(alt) <= LONGEST:
        return alt
    more = words.say("figure.alt_more")
    room = LONGEST - len(more) - 1
    cut = max(alt.rfind(end, 0, room) for end in ENDS)
    if cut < room // 3:  # a single long sentence
        cut = alt.rfind(" ", 0, room - 1)
        return f"{alt[:cut].rstrip(' ,:;')}… {more}"
    return f"{alt[:cut]}. {more}"
