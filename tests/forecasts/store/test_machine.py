"""The store against a plain model: anything, in any order, with the values that break things."""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.forecasts.store.conftest import leaves
from tests.forecasts.store.model import (
    AWAY,
    BELIEF,
    CLAIM,
    OUTCOME,
    REDACTION,
    UNDO,
    Done,
    Model,
)
from tests.forecasts.store.test_verify import tree_head

from brierbook.errors import BookError, ConflictError
from brierbook.forecasts.canonical import Json
from brierbook.forecasts.entries import fields
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import Proposition
from brierbook.forecasts.store import appending, rows, tables
from brierbook.forecasts.store.appending import Appended, NewEntry, Request, append_entries
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.rewriting.redacting import redact_by_leaf
from brierbook.forecasts.store.rows import last_forecasts, summarize_confidence
from brierbook.forecasts.store.transfer import write_entries_as_text
from brierbook.forecasts.store.verify import verify_store
from brierbook.forecasts.workspace.folders import find_workspace

FIRST = (
    b'{"body":{"name":"model","title":{"en":"Model"}},"by":"ada","kind":"book",'
    b'"recorded_at":"2026-01-01T00:00:00Z","v":2}\n'
)
BEGIN = datetime(2026, 1, 2, tzinfo=UTC)
NOW = datetime(2026, 8, 1, tzinfo=UTC)
KNOWN = "2026-07-31T00:00:00Z"
PEOPLE = ("ada", "bob")
BEFORE = 3  # entries that are there from the beginning

# what is written for a probability, and whether a book takes it
GOOD_P = (
    *("0.5", "0", "1", "0.30"),
    "0.99999999999999988897769753748434595763683319091796875",  # 1 - 2**-53, the nearest to 1
    "0." + "0" * 59 + "1",
)
BAD_P = (
    *("-0", "-0.0", "5e-324", "1e-400", "NaN", "Infinity", "0,5", "37", "37%", "1.0001", ""),
    *(" ", "1.", ".5"),
    "0." + "0" * 323 + "494",  # 5e-324, the nearest to 0, and longer than a book takes
    "0." + "9" * 40,  # a computer takes it for 1
)
GOOD_TEXTS = ("Мій \u0439", "Мій \u0438\u0306", "SNOW", "\u202eeno", "a\x00b", "❄" * 300, "\u200b")
BAD_TEXTS = ("", " ", "\u2003", "\ud800")  # the last is half of a character
# a civil day, and the first instant after it; clocks go on at midnight, or that day, or back
DEADLINES: dict[str | None, str] = {
    None: "9999",
    "2027-04-29[Africa/Cairo]": "2027-04-29T22:00:00Z",  # the 30th begins at 01:00
    "2027-04-30[Africa/Cairo]": "2027-04-30T21:00:00Z",
    "2027-03-28[Europe/Kyiv]": "2027-03-28T21:00:00Z",  # 23 hours long
    "2027-10-31[Europe/Kyiv]": "2027-10-31T22:00:00Z",  # 25 hours long
    "2027-12-31/2028-01-02[Asia/Damascus]": "2028-01-02T21:00:00Z",
}
BAD_DEADLINES = (
    "2027-02-29[Europe/Kyiv]",
    "2027-03-28[Europe/Atlantis]",
    "2027-03-28",
    "2027-01-01T24:00:00Z",
    "2027-06-30T23:59:60Z",
    "2027-03-28T03:30:00",
    "9999-01-01[Europe/Kyiv]",
    "0000-01-01[Europe/Kyiv]",
)
CLAIMS = st.sampled_from("abc")
NAMES = st.sampled_from("abcdef")
WHO = st.sampled_from(PEOPLE)
NUMBERS = st.decimals(0, 1, places=4).map(lambda p: f"{abs(p):f}")
PLACES = st.integers(0, 2**16)  # counted from the end, round and round
MEMORY = Path("/dev/shm")  # noqa: S108  # a file system in memory: thousands of commits


def proposition(name: str, text: str, deadline: str | None) -> dict[str, Json]:
    """Say what is claimed."""
    body: dict[str, Json] = {"id": name, "text": {"uk": text}}
    return body if deadline is None else body | {"deadline": deadline}


def forecast(name: str, about: str, who: str, made_at: str, p: str) -> dict[str, Json]:
    """Say what is believed."""
    return {
        "id": name,
        "proposition": about,
        "forecaster": who,
        "made_at": made_at,
        "confidence": {"how": "stated", "p": p},
    }


class Machine(RuleBasedStateMachine):
    """A store on disk and a model in memory, led through the same life."""

    @initialize(first=st.sampled_from(GOOD_TEXTS), second=st.sampled_from(GOOD_TEXTS))
    def begin(self, first: str, second: str) -> None:
        """Make a book with two forecasters and two claims."""
        self.root = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.workspace = find_workspace(str(self.root))
        self.workspace.book.parent.mkdir()
        self.workspace.book.write_bytes(FIRST)
        self.store = open_store(self.workspace)
        self.model, self.clock = Model(), 0
        self.requests: list[tuple[Request, NewEntry]] = []
        kind = {"kind": "person"}
        people = [
            NewEntry("forecaster", {"id": name, "name": {"en": name}, **kind}) for name in PEOPLE
        ]
        append_entries(self.store, Request("ada"), lambda _: people, now=NOW)
        self.claim("a", first, None)
        self.claim("b", second, None)

    def tick(self) -> str:
        """Give the next second."""
        self.clock += 1
        return f"{BEGIN + timedelta(seconds=self.clock):%Y-%m-%dT%H:%M:%SZ}"

    def attempt(self, done: Done, kind: str, body: dict[str, Json]) -> None:
        """Append an entry under a new key; the store and the model must agree on it."""
        wanted = self.model.takes(done)
        event(f"{kind} {'taken' if wanted else 'refused'}")
        if not wanted:
            self.refuse(kind, body)
            return
        request, entry = Request("ada", f"k{len(self.requests)}", body), NewEntry(kind, body)
        self.send(request, entry)
        self.requests.append((request, entry))

    def refuse(self, kind: str, body: dict[str, Json]) -> None:
        """Append what cannot be."""
        with pytest.raises(BookError):
            self.send(Request("ada"), NewEntry(kind, body))

    def send(self, request: Request, entry: NewEntry) -> Appended:
        """Append one entry."""
        return append_entries(self.store, request, lambda _: [entry], now=NOW)

    @rule(name=NAMES, text=st.sampled_from(GOOD_TEXTS), deadline=st.sampled_from(list(DEADLINES)))
    def claim(self, name: str, text: str, deadline: str | None) -> None:
        """Log a proposition."""
        done = Done(CLAIM, name, said=text, deadline=DEADLINES[deadline])
        self.attempt(done, "proposition", proposition(name, text, deadline))

    @rule(
        text=st.sampled_from(BAD_TEXTS), deadline=st.sampled_from(BAD_DEADLINES), odd=st.booleans()
    )
    def claim_badly(self, text: str, deadline: str, odd: bool) -> None:  # noqa: FBT001  # drawn
        """Log a proposition that cannot be read."""
        body = proposition("z", text, None) if odd else proposition("z", "SNOW", deadline)
        self.refuse("proposition", body)

    @rule(about=CLAIMS, who=WHO, p=st.sampled_from(GOOD_P) | NUMBERS, again=st.booleans())
    def believe(self, about: str, who: str, p: str, again: bool) -> None:  # noqa: FBT001  # drawn
        """Forecast, or forecast anew; an id is sometimes used twice."""
        name = f"{about}/{who}/{0 if again else self.clock}"
        body = forecast(name, about, who, self.tick(), p)
        self.attempt(Done(BELIEF, name, about, who, p), "forecast", body)

    @rule(about=st.sampled_from("ab"), p=st.sampled_from(BAD_P))
    def believe_badly(self, about: str, p: str) -> None:
        """Forecast with what is no probability."""
        self.refuse("forecast", forecast("z", about, "ada", self.tick(), p))

    @rule(about=CLAIMS, who=WHO)
    def withdraw(self, about: str, who: str) -> None:
        """Hold no forecast any more."""
        body: dict[str, Json] = {"proposition": about, "forecaster": who, "made_at": self.tick()}
        self.attempt(Done(AWAY, "", about, who), "withdrawal", body)

    @rule(about=CLAIMS, said=st.sampled_from(["yes", "no", "void", "ambiguous", "annulled"]))
    def resolve(self, about: str, said: str) -> None:
        """Say what happened, perhaps not for the first time."""
        body: dict[str, Json] = {
            "proposition": about,
            "outcome": said,
            "known_at": KNOWN,
            "note": {"en": self.tick()},
            "evidence": [{"says": "It was seen.", "when": "then", "sources": []}],
        }
        self.attempt(Done(OUTCOME, "", about, said=said), "resolution", body)

    def place(self, back: int) -> int:
        """Choose something that was done."""
        return len(self.model.done) - 1 - back % len(self.model.done)

    @rule(back=PLACES)
    def undo(self, back: int) -> None:
        """Take an entry back, be it a retraction itself."""
        place = self.place(back)
        if self.model.done[place].kind == REDACTION:
            return
        body: dict[str, Json] = {"entry": leaves(self.store)[place + BEFORE], "reason": self.tick()}
        self.attempt(Done(UNDO, at=place), "retraction", body)

    @rule(back=PLACES)
    def take_out(self, back: int) -> None:
        """Take the words of an entry out."""
        place = self.place(back)
        leaf, wanted = leaves(self.store)[place + BEFORE], self.model.can_redact(place)
        if wanted and self.model.takes(Done(REDACTION, at=place)):
            redact_by_leaf(self.store, Request("ada"), leaf, self.tick(), now=NOW)
            event("redaction taken")
        else:
            with pytest.raises(BookError if wanted else ConflictError):
                redact_by_leaf(self.store, Request("ada"), leaf, "It named a person.", now=NOW)

    @rule(back=PLACES)
    def ask_again(self, back: int) -> None:
        """Send a request twice; then another under its key."""
        request, entry = self.requests[back % len(self.requests)]
        if any(each.gone for each in self.model.done):
            return  # the answer may have been taken out
        size = self.store.frontier().size
        assert self.send(request, entry).repeated
        with pytest.raises(ConflictError):
            self.send(Request("ada", request.key, "something else"), entry)
        assert self.store.frontier().size == size

    @rule()
    def reopen(self) -> None:
        """Close the database, and open it again."""
        self.store.close()
        self.store = open_store(self.workspace)

    @rule()
    def go_through_text(self) -> None:
        """Write the book as text, throw the database away, and make it anew."""
        root = self.store.frontier().root
        write_entries_as_text(self.store.lines(), self.workspace.book)
        self.store.close()
        self.workspace.database.unlink()
        self.store = open_store(self.workspace)
        assert self.store.frontier().root == root

    @invariant()
    def the_tables_say_what_the_model_says(self) -> None:
        """Compare what is searched."""
        if not hasattr(self, "store"):
            return
        database = self.store.database
        assert self.store.frontier().size == len(self.model.done) + BEFORE
        sql = "SELECT id, folded, deadline, status, outcome FROM proposition"
        assert {name: tuple(rest) for name, *rest in database.rows(sql)} == self.model.claims()
        sql = "SELECT proposition, forecaster, p FROM standing"
        found = {(target, who): p for target, who, p in database.rows(sql)}
        assert found == self.model.standing()

    def teardown(self) -> None:
        """Verify the whole book, and its root by the definition of the tree."""
        if not hasattr(self, "store"):
            return
        try:
            assert verify_store(self.store, deep=True).problems == ()
            if not any(each.gone for each in self.model.done):
                head = tree_head(list(self.store.lines()))
                assert head == self.store.frontier().root
        finally:
            self.store.close()
            shutil.rmtree(self.root)


TestStore = Machine.TestCase
TestStore.settings = settings(
    max_examples=100,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def minus_zero(self: fields.Fields, name: str) -> Decimal:
    """Take what a careless reader takes."""
    text = self.text(name)
    if not fields.DECIMAL.fullmatch(text):
        raise self.fail(name, "is no decimal")
    return Decimal(text)


def never_withdrawn(book: Book, proposition: Proposition) -> list[tuple[object, ...]]:
    """Forget that a forecast can be withdrawn."""
    return [
        (proposition.id, who, each.id, "", *summarize_confidence(each.confidence))
        for who, each in last_forecasts(book, proposition.id).items()
    ]


def plant(monkeypatch: pytest.MonkeyPatch, bug: str) -> None:
    """Put one bug into the store."""
    match bug:
        case "minus zero is a probability":
            monkeypatch.setattr(fields.Fields, "decimal", minus_zero)
        case "withdrawals are forgotten":
            right = tables.CHANGING["standing"]
            forgetful = tables.PropositionTable(never_withdrawn, right.width, right.key)
            monkeypatch.setitem(tables.CHANGING, "standing", forgetful)
        case "requests are not recognised":
            monkeypatch.setattr(appending, "find_answered_request", lambda *_: ())
        case "letters are compared as they are composed":
            monkeypatch.setattr(rows, "folded_texts", lambda texts: texts.uk.casefold())
        case "what hangs on a retraction is not made anew":
            monkeypatch.setattr(appending, "touched_propositions", lambda *_: [])


@pytest.mark.parametrize(
    "bug",
    [
        "minus zero is a probability",
        "withdrawals are forgotten",
        "requests are not recognised",
        "letters are compared as they are composed",
        "what hangs on a retraction is not made anew",
    ],
)
def test_a_bug_that_is_planted_is_found(monkeypatch: pytest.MonkeyPatch, bug: str) -> None:
    plant(monkeypatch, bug)
    quick = settings(TestStore.settings, max_examples=1000, database=None, phases=[Phase.generate])
    with pytest.raises((AssertionError, BookError, pytest.fail.Exception)):
        run_state_machine_as_test(Machine, settings=quick)
