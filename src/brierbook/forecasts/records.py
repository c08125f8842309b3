"""What a book holds: frozen records, one for each kind of entry.

Every record knows its ``origin``, the file and line it was read from. Probabilities keep the exact
decimal that was written; times are :class:`~brierbook.forecasts.when.Moment`.
"""

from decimal import Decimal

from brierbook.forecasts.frozen import frozen, frozen_by_name
from brierbook.forecasts.when import Moment

LANGUAGES = ("en", "uk", "ru")


@frozen
class Origin:
    """Where an entry stands."""

    file: str
    line: int


@frozen_by_name
class Entry:
    """What every entry says of itself: where it stands, when it was recorded, and by whom.

    ``key`` is what a caller names a request by, so that sending it twice appends it once.
    """

    origin: Origin
    recorded_at: Moment
    by: str
    key: str | None = None


@frozen
class Texts:
    """One text in some of the three languages; at least one is given."""

    en: str | None = None
    uk: str | None = None
    ru: str | None = None

    def pick(self, language: str) -> tuple[str, str]:
        """Give the text and its language: the one asked for, else the first there is."""
        for name in (language, *LANGUAGES):
            text: str | None = getattr(self, name)
            if text is not None:
                return text, name
        raise LookupError("a text without any language")


@frozen_by_name
class Header(Entry):
    """The first entry of a book: its name."""

    name: str
    title: Texts


@frozen_by_name
class Document(Entry):
    """A source text: its bytes by hash, its language, and when it was published.

    ``published`` is an interval, because a text seldom says its hour; ``basis`` says how it was
    found, and ``likeliest`` is the best single guess within it.
    """

    id: str
    file: str
    sha256: str
    characters: int
    language: str
    title: str | None
    publisher: str | None
    published: Moment
    likeliest: Moment
    basis: str


@frozen_by_name
class Forecaster(Entry):
    """Who holds a forecast: a person, an author, a speaker, a crowd, a market or a model."""

    id: str
    kind: str
    name: Texts
    document: str | None


@frozen_by_name
class Event(Entry):
    """The happening that several propositions hang on: the unit of independence."""

    id: str
    title: Texts


@frozen
class Cue:
    """The wording that signals speculation, with its place in the document in code points."""

    text: str
    start: int
    end: int


@frozen_by_name
class Statement(Entry):
    """An exact span of a document, in code points, and who says it.

    ``attribution`` is the chain from the document's author to the speaker.
    """

    id: str
    document: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    kind: str
    manner: str
    attribution: tuple[str, ...]
    cues: tuple[Cue, ...]
    translation: Texts | None
    note: str | None

    @property
    def speaker(self) -> str:
        """The last of the chain: who holds what is said."""
        return self.attribution[-1]


@frozen
class Answers:
    """What a proposition can turn out to be, where that is not just yes or no.

    ``kind`` is ``categorical`` (one of the options, which are ``ordered`` or not), ``numeric``
    (a decimal number of ``unit``) or ``date`` (a day).
    """

    kind: str
    options: tuple[str, ...] = ()
    ordered: bool = False
    unit: str | None = None


BINARY = Answers("binary")


@frozen_by_name
class Proposition(Entry):
    """A claim that will turn out true or false, or take an option or a value, by its deadline.

    ``reading`` says how it stands to the others of its ``claim``: the ``primary`` one is scored;
    a ``horizon`` is the same claim with another deadline, an ``alternate`` another way to read it.
    A proposition without an ``event`` is an event of its own.
    """

    id: str
    claim: str
    reading: str
    text: Texts
    criteria: Texts | None
    deadline: Moment | None
    horizon: Texts | None
    event: str | None
    condition: str | None
    tags: tuple[str, ...]
    answers: Answers = BINARY


@frozen
class Stated:
    """A probability given as a number: stated by a person, or the price or output of ``how``."""

    p: Decimal
    how: str = "stated"


@frozen
class Ranged:
    """A probability given as a range from ``low`` to ``high``, taken as its central 90 %."""

    low: Decimal
    high: Decimal


@frozen
class Shares:
    """A probability for each option of a categorical proposition; they sum to 1."""

    p: tuple[tuple[str, Decimal], ...]


@frozen
class Quantiles:
    """Values that a number or a day stays below with a given probability, both increasing."""

    at: tuple[tuple[Decimal, str], ...]


@frozen
class Sealed:
    """A confidence that is only promised: the hash of what a later reveal must show."""

    commitment: str


@frozen
class Worded:
    """A probability given in words: normal on the log-odds scale, imputed through a lexicon."""

    phrase: str
    lexicon: str
    word: str
    mean_logit: Decimal
    sd_logit: Decimal


type Confidence = Stated | Ranged | Worded | Shares | Quantiles | Sealed


@frozen_by_name
class Forecast(Entry):
    """A forecaster's confidence in a proposition at a time, and what it rests on."""

    id: str
    proposition: str
    forecaster: str
    statement: str | None
    made_at: Moment
    confidence: Confidence
    reason: str | None


@frozen
class Source:
    """Where a piece of evidence was published."""

    name: str
    url: str


@frozen
class Evidence:
    """A fact that a resolution rests on, the time it tells of, and its sources."""

    says: str
    when: str
    sources: tuple[Source, ...]


@frozen_by_name
class Resolution(Entry):
    """What happened.

    ``decided_at`` is when the outcome could no longer change, ``known_at`` when it was known;
    ``settled_by`` names the event that settled it, if not the proposition's own. ``answer`` is the
    option or the value, where the outcome is one.
    """

    proposition: str
    outcome: str
    answer: str | None = None
    decided_at: Moment | None
    known_at: Moment
    settled_by: str | None
    certainty: Decimal | None
    note: Texts | None
    evidence: tuple[Evidence, ...]


@frozen_by_name
class Withdrawal(Entry):
    """From ``made_at`` on, a forecaster holds no forecast for a proposition."""

    proposition: str
    forecaster: str
    made_at: Moment
    reason: str | None


@frozen_by_name
class Reveal(Entry):
    """What a sealed forecast hid: whose it was, of what, and the confidence.

    ``opening`` is the canonical JSON that the commitment was made from.
    """

    forecast: str
    proposition: str
    forecaster: str
    confidence: Confidence
    opening: str


@frozen_by_name
class Retraction(Entry):
    """An earlier entry, named by its leaf hash, no longer holds; it stays in the history."""

    entry: str
    reason: str | None


@frozen_by_name
class Redaction(Entry):
    """The bytes of an earlier entry were taken out of the book; its leaf hash was kept.

    ``proposition`` is what the entry was about, unless it was the proposition itself or something
    on which several rest; ``kind`` is what kind of entry it was.
    """

    entry: str
    reason: str
    proposition: str | None = None
    kind: str | None = None


@frozen_by_name
class Redacted(Entry):
    """What is left of an entry whose bytes were taken out: its leaf hash."""

    leaf: str


@frozen_by_name
class Anchor(Entry):
    """An outside authority's word that the first ``size`` entries existed no later than ``at``.

    ``token`` is the timestamp (RFC 3161) in base64; what it stamps is ``checkpoint``, a signed note
    of that size and root.
    """

    size: int
    root: str
    checkpoint: str
    authority: str
    at: Moment
    token: str


@frozen_by_name
class Key(Entry):
    """A key that signs checkpoints of this book is taken into use, or no longer trusted."""

    verifier: str
    state: str
    reason: str | None


type Record = (
    Header
    | Document
    | Forecaster
    | Event
    | Statement
    | Proposition
    | Forecast
    | Resolution
    | Withdrawal
    | Reveal
    | Retraction
    | Redaction
    | Redacted
    | Anchor
    | Key
)
