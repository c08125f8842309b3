"""What a book holds: frozen records, one for each kind of entry.

Every record knows its ``origin``, the file and line it was read from. Probabilities keep the exact
decimal that was written; times are :class:`~brierbook.forecasts.when.Moment`.
"""

from decimal import Decimal

from brierbook.errors import ArgumentError
from brierbook.forecasts.frozen import frozen_keyword_record, frozen_record
from brierbook.forecasts.when import Moment

__all__ = [
    "BINARY",
    "LANGUAGES",
    "Alias",
    "Anchor",
    "Answers",
    "Clock",
    "Confidence",
    "Cue",
    "Decision",
    "Document",
    "Entry",
    "Event",
    "Export",
    "Forecast",
    "Forecaster",
    "Header",
    "Key",
    "Merge",
    "Migration",
    "MultilingualText",
    "Note",
    "Origin",
    "PlatformId",
    "Proposition",
    "QuantileAnswer",
    "Ranged",
    "Record",
    "Redacted",
    "Resolution",
    "Retraction",
    "Reveal",
    "Role",
    "Sealed",
    "Shares",
    "Source",
    "Stated",
    "Statement",
    "Withdrawal",
    "Worded",
]

LANGUAGES = ("en", "uk", "ru")


@frozen_record
class Origin:
    """Where an entry stands."""

    file: str
    line: int


@frozen_keyword_record
class Entry:
    """What every entry says of itself: where it stands, when it was recorded, and by whom.

    ``key`` is what a caller names a request by, so that sending it twice appends it once.
    ``first_recorded_at`` is when the other book recorded an entry that was merged from there,
    ``first_body`` the hash of the body that it had there, if that is another, and ``old_leaf`` its
    leaf hash in an older version of the format.
    """

    origin: Origin
    recorded_at: Moment
    by: str
    key: str | None = None
    first_recorded_at: Moment | None = None
    old_leaf: str | None = None
    first_body: str | None = None


@frozen_record
class PlatformId:
    """What a platform calls the thing that an entry was made from."""

    platform: str
    id: str


@frozen_record
class MultilingualText:
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
        raise ArgumentError("text", "is given in no language", code="text.no_language")


@frozen_keyword_record
class Header(Entry):
    """The first entry of a book: its name, and the story of events that name none."""

    name: str
    title: MultilingualText
    story: str | None = None


@frozen_keyword_record
class Story(Entry):
    """From now on the events that name no story are part of this one; without a name, of none."""

    name: str | None


@frozen_keyword_record
class Note(Entry):
    """What the keepers of a book say of it: what was changed, and why. It changes nothing."""

    text: MultilingualText


@frozen_keyword_record
class Document(Entry):
    """A source text: its bytes by hash, its language, and when it was published.

    ``published`` is an interval, because a text seldom says its hour; ``basis`` says how it was
    found, and ``likeliest`` is the best single guess within it. Where the text was taken out of a
    page, a PDF or the like, ``original`` is the file with the bytes that came.
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
    original: str | None = None
    original_sha256: str | None = None


@frozen_keyword_record
class Export(Entry):
    """The file that a platform wrote of somebody's record, kept as it was received.

    ``made_at`` is when the platform wrote it. What a platform that stamps its own clock wrote is a
    witness; nobody signed it, so its owner could have edited it.
    """

    id: str
    file: str
    sha256: str
    platform: str
    made_at: Moment | None


@frozen_keyword_record
class Forecaster(Entry):
    """Who holds a forecast: a person, an author, a speaker, a crowd, a market or a model."""

    id: str
    kind: str
    name: MultilingualText
    document: str | None
    platform_id: PlatformId | None = None


@frozen_keyword_record
class Alias(Entry):
    """Two forecasters are one: what the first did, the second did."""

    forecaster: str
    same_as: str


@frozen_keyword_record
class Event(Entry):
    """The happening that several propositions hang on: the unit of independence.

    Events of one ``story`` have causes in common.
    """

    id: str
    title: MultilingualText
    story: str | None = None


@frozen_record
class Cue:
    """The wording that signals speculation, with its place in the document in code points."""

    text: str
    start: int
    end: int


@frozen_keyword_record
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
    translation: MultilingualText | None
    note: str | None

    @property
    def speaker(self) -> str:
        """The last of the chain: who holds what is said."""
        return self.attribution[-1]


@frozen_record
class Answers:
    """What a proposition can turn out to be, where that is not just yes or no.

    ``kind`` is ``categorical`` (options, which are ``ordered`` or not), ``numeric`` (a decimal
    number of ``unit``) or ``date`` (a day). Of ``exclusive`` options one comes true and the shares
    sum to 1; of others any may, and each has a probability of its own. ``low`` and ``high`` are the
    bounds that the question states: outcomes beyond may be known only to lie there.
    """

    kind: str
    options: tuple[str, ...] = ()
    ordered: bool = False
    unit: str | None = None
    exclusive: bool = True
    low: str | None = None
    high: str | None = None


BINARY = Answers("binary")


@frozen_keyword_record
class Proposition(Entry):
    """A claim that will turn out true or false, or take an option or a value, by its deadline.

    ``reading`` says how it stands to the others of its ``claim``: the ``primary`` one is scored;
    a ``horizon`` is the same claim with another deadline, an ``alternate`` another way to read it.
    A proposition without an ``event`` is an event of its own. ``opened`` is when the question began
    to be asked, if that is known.
    """

    id: str
    claim: str
    reading: str
    text: MultilingualText
    criteria: MultilingualText | None
    deadline: Moment | None
    horizon: MultilingualText | None
    event: str | None
    condition: str | None
    tags: tuple[str, ...]
    answers: Answers = BINARY
    opened: Moment | None = None
    platform_id: PlatformId | None = None


@frozen_record
class Stated:
    """A probability given as a number: stated by a person, or the price or output of ``how``."""

    p: Decimal
    how: str = "stated"


@frozen_record
class Ranged:
    """A probability given as a range from ``low`` to ``high``, taken as its central 90 %."""

    low: Decimal
    high: Decimal


@frozen_record
class Shares:
    """A probability for each option; those of options that exclude each other sum to 1."""

    p: tuple[tuple[str, Decimal], ...]


@frozen_record
class QuantileAnswer:
    """Values that a number or a day stays below with a given probability, both increasing."""

    at: tuple[tuple[Decimal, str], ...]


@frozen_record
class Sealed:
    """A confidence that is only promised: the hash of what a later reveal must show."""

    commitment: str


@frozen_record
class Worded:
    """A probability given in words: normal on the log-odds scale, imputed through a lexicon."""

    phrase: str
    lexicon: str
    word: str
    mean_logit: Decimal
    sd_logit: Decimal


type Confidence = Stated | Ranged | Worded | Shares | QuantileAnswer | Sealed


@frozen_keyword_record
class Forecast(Entry):
    """A forecaster's confidence in a proposition at a time, and what it rests on.

    ``witness`` is the export in which a platform says when it was made.
    """

    id: str
    proposition: str
    forecaster: str
    statement: str | None
    made_at: Moment
    confidence: Confidence
    reason: str | None
    witness: str | None = None
    platform_id: PlatformId | None = None


@frozen_record
class Source:
    """Where a piece of evidence was published."""

    name: str
    url: str


@frozen_record
class ResolutionEvidence:
    """A fact that a resolution rests on, the time it tells of, and its sources."""

    says: str
    when: str
    sources: tuple[Source, ...]


@frozen_keyword_record
class Resolution(Entry):
    """What happened.

    ``decided_at`` is when the outcome could no longer change, ``known_at`` when it was known;
    ``settled_by`` names the event that settled it, if not the proposition's own. ``answer`` is the
    option, the value or the fraction, where the outcome is one; ``chosen`` lists the options that
    came true where any may. ``criterion_shown`` says whether the evidence shows what the criteria
    of the proposition ask for.
    """

    proposition: str
    outcome: str
    answer: str | None = None
    decided_at: Moment | None
    known_at: Moment
    settled_by: str | None
    certainty: Decimal | None
    note: MultilingualText | None
    evidence: tuple[ResolutionEvidence, ...]
    chosen: tuple[str, ...] = ()
    criterion_shown: bool = True
    witness: str | None = None
    platform_id: PlatformId | None = None


@frozen_keyword_record
class Withdrawal(Entry):
    """From ``made_at`` on, a forecaster holds no forecast for a proposition."""

    proposition: str
    forecaster: str
    made_at: Moment
    reason: str | None
    witness: str | None = None
    platform_id: PlatformId | None = None


@frozen_keyword_record
class Reveal(Entry):
    """What a sealed forecast hid: whose it was, of what, and the confidence.

    ``opening`` is the canonical JSON that the commitment was made from.
    """

    forecast: str
    proposition: str
    forecaster: str
    confidence: Confidence
    opening: str


@frozen_keyword_record
class Retraction(Entry):
    """An earlier entry, named by its leaf hash, no longer holds; it stays in the history.

    ``proposition`` is what that entry tells of, if it tells of one.
    """

    entry: str
    reason: str | None
    proposition: str | None = None


@frozen_keyword_record
class Revision(Entry):
    """A proposition or an event is put otherwise from now on; what it was stays in the history."""

    record: "Proposition | Event"
    reason: str | None


@frozen_keyword_record
class Redaction(Entry):
    """The body of an earlier entry was taken out of the book; its envelope was kept.

    ``kind`` and ``proposition`` repeat the envelope. In books of version 1 they may be missing.
    """

    entry: str
    reason: str
    proposition: str | None = None
    kind: str | None = None


@frozen_keyword_record
class Redacted(Entry):
    """What is left of an entry whose body was taken out: its envelope, with its leaf hash.

    ``kind`` is what kind of entry it was; only what was taken out in version 1 does not say it.
    """

    leaf: str
    kind: str | None
    proposition: str | None


@frozen_keyword_record
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


@frozen_keyword_record
class Key(Entry):
    """A key that signs checkpoints of this book is taken into use, or no longer trusted."""

    verifier: str
    state: str
    reason: str | None


@frozen_keyword_record
class Role(Entry):
    """From now on somebody is owner of the book, or a resolver, or is so no more.

    The owner says who may do what; a resolver may say how propositions turned out.
    """

    who: str
    role: str
    state: str
    verifier: str | None


@frozen_keyword_record
class Clock(Entry):
    """The entries from the line ``since`` up to here were stamped by a clock that ran ahead."""

    since: int
    reason: str


@frozen_keyword_record
class Merge(Entry):
    """The entries of another book that continued the first ``common`` of this one follow.

    The other book had ``size`` entries and this root; whoever puts the entries that follow after
    the common ones, each with the time at which it was recorded there, comes to the same root.
    ``renamed`` lists the kind, the name there and the name here of what both called alike.
    """

    common: int
    size: int
    root: str
    renamed: tuple[tuple[str, str, str], ...] = ()


@frozen_keyword_record
class Migration(Entry):
    """The first ``size`` entries stood in an older version of the format, under this root."""

    version: int
    size: int
    root: str


@frozen_keyword_record
class Decision(Entry):
    """What a reviewer decided of a candidate statement of a document.

    ``candidate`` is its id in the queue, ``found_by`` what proposed it; ``changes`` are the fields
    that the reviewer changed, ``proposition`` is where its content went, if it was taken.
    """

    candidate: str
    document: str
    start: int
    end: int
    quote: str
    kind: str
    action: str
    found_by: str
    reason: str | None = None
    proposition: str | None = None
    changes: tuple[tuple[str, str], ...] = ()


type Record = (
    Header
    | Story
    | Note
    | Document
    | Export
    | Forecaster
    | Alias
    | Event
    | Statement
    | Proposition
    | Forecast
    | Resolution
    | Withdrawal
    | Reveal
    | Retraction
    | Revision
    | Redaction
    | Redacted
    | Anchor
    | Key
    | Role
    | Clock
    | Merge
    | Migration
    | Decision
)
