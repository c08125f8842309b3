"""What an English form may be, by its ending and by lists of the irregular: no dictionary."""

from brierbook.forecasts.reading.engine.tokens import Feature, WordForm

__all__ = ["analyse"]


def _among(text: str) -> frozenset[str]:
    """Make a set of words."""
    return frozenset(text.split())


AUXILIARIES = _among("am is are was were be been being have has had do does did 's 're 've")
PAST_AUXILIARIES = _among("was were had did wasn't weren't hadn't didn't")
PRESENT_AUXILIARIES = _among(
    "am is are has have do does isn't aren't hasn't haven't don't doesn't 'm 're 's 've"
)
PAST_ONLY = _among("""
said told went came became began broke chose drew drove ate fell flew forgot gave grew knew rode
rose saw shook sang sank spoke swam took threw woke wore wrote withdrew undertook overcame swore
tore rang bore fled could stole struck
""")
PARTICIPLES = _among("""
been become begun broken brought bought built caught chosen done drawn driven eaten fallen felt
found flown forgotten given gone got gotten grown heard held hidden hit kept known led left lost
made meant met paid put read ridden risen run seen sold sent set shaken shot shown shut sung sunk
sat spoken spent stood stolen struck taught taken thought thrown told understood won worn written
withdrawn undertaken overcome cut hurt let beaten bitten blown frozen proven torn sworn bound fought
slept sought dealt dug hung laid lit slid stuck swept swung wept wound fed meant hid caught
""")
NOT_PAST = _among("""
need speed seed feed breed indeed exceed proceed succeed hundred bed red led wed bred shed sacred
naked wicked kindred embed united limited wed Fed agreed-upon unemployed
""")
NOT_ING = _among("""
thing king ring spring string bring sing wing sting swing cling during nothing something anything
everything morning evening ceiling sterling
""")
PRONOUNS = _among("i you he she it we they who this that these those there one someone anyone")
DETERMINERS = _among("""
the a an this that these those my your his her its our their no any some each every either neither
another such all both many few several
""")
PREPOSITIONS = _among("""
of in on at by for with from about into through during before after above below under over between
among against without within along across behind beyond near since until till upon toward towards
amid despite per via
""")
CONJUNCTIONS = _among("and or but nor so yet because although though while whereas if unless that")
SECOND = _among("you your yours yourself")
FIRST = _among("i we my our me us")
FLAGGED = (
    (PRONOUNS, Feature.PRONOUN),
    (DETERMINERS, Feature.DETERMINER),
    (PREPOSITIONS, Feature.PREPOSITION),
    (CONJUNCTIONS, Feature.CONJUNCTION),
    (SECOND, Feature.SECOND),
    (FIRST, Feature.FIRST),
    (AUXILIARIES, Feature.VERB),
    (PAST_AUXILIARIES, Feature.PAST | Feature.VERB),
    (PRESENT_AUXILIARIES, Feature.PRESENT | Feature.VERB),
    (PAST_ONLY, Feature.PAST | Feature.VERB),
    (PARTICIPLES, Feature.PARTICIPLE),
)


def analyse(form: str, key: str) -> WordForm:
    """Tell what a form may be."""
    first = key[0]
    if not first.isalpha() and first != "'":
        kind = Feature.NUMBER if first.isdigit() else Feature.MARK
        return WordForm(key, frozenset(), int(kind))
    features = Feature(0)
    for words, feature in FLAGGED:
        if key in words:
            features |= feature
    features |= _by_ending(key)
    if form[0].isupper():
        features |= Feature.CAPITAL
    return WordForm(key, frozenset(), int(features))


def _by_ending(key: str) -> Feature:
    """Tell what the ending says."""
    if key.endswith("ed") and len(key) > 3 and key not in NOT_PAST:  # noqa: PLR2004  # red, bed
        return Feature.PARTICIPLE
    if key.endswith("ing") and len(key) > 4 and key not in NOT_ING:  # noqa: PLR2004  # ring, king
        return Feature.GERUND
    if key.endswith("ly") and len(key) > 4:  # noqa: PLR2004  # fly, ply
        return Feature.ADVERB
    return Feature(0)
