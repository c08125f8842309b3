"""No deed after the outcome lowers a loss, unless it is counted as changed after the fact."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, event, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.conftest import entry_envelope, entry_leaf, entry_line

from brierbook.analysis.tables.changed_after import summarize_late_changes
from brierbook.forecasts.entries.book import Book, parse_book
from brierbook.forecasts.entries.records import Forecast, Stated
from brierbook.forecasts.rules import changes, standing, timing
from brierbook.forecasts.rules.changes import ChangeKind, find_late_changes
from brierbook.forecasts.rules.checks import find_book_problems
from brierbook.forecasts.rules.standing import count_by_status, judge_forecasts
from brierbook.forecasts.rules.timing import Basis, Timing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brierbook.forecasts.rules.changes import LateChange

FORM = "%Y-%m-%dT%H:%M:%SZ"
DAWN = datetime(2026, 1, 1, tzinfo=UTC)
OUTCOME = DAWN + timedelta(days=100)
LATER = OUTCOME + timedelta(days=30)  # when the scores are asked for
CLAIMS = ("rain", "snow", "hail")
PEOPLE = ("ada", "bob")
EVIDENCE = [{"says": "It was seen.", "when": "then", "sources": []}]


def text(moment: datetime) -> str:
    return moment.strftime(FORM)


class History:
    """A book that is written entry by entry, with the clock of its ledger."""

    def __init__(self) -> None:
        self.now = DAWN
        self.entries: list[dict[str, Any]] = []
        self.add("book", {"name": "model", "title": {"en": "Model"}})
        for name in PEOPLE:
            self.add("forecaster", {"id": name, "kind": "person", "name": {"en": name}})
        for name in CLAIMS:
            body = {"id": name, "text": {"en": name}, "deadline": text(OUTCOME)}
            self.add("proposition", body)

    def add(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Append an entry, as the ledger would."""
        made = {"v": 2, "kind": kind, "recorded_at": text(self.now), "by": "ada", "body": body}
        self.entries.append(made)
        return made

    def forecast(self, claim: str, who: str, p: str, made_at: str) -> dict[str, Any]:
        """Append a forecast."""
        body = {"id": f"f{len(self.entries)}", "proposition": claim, "forecaster": who}
        stated = {"how": "stated", "p": p}
        return self.add("forecast", body | {"made_at": made_at, "confidence": stated})

    def resolve(self, claim: str, outcome: str, decided: str | None) -> dict[str, Any]:
        """Append an outcome."""
        body = {"proposition": claim, "outcome": outcome, "known_at": text(OUTCOME)}
        told = {"decided_at": decided} if decided else {}
        return self.add("resolution", body | told | {"evidence": EVIDENCE})

    def retract(self, gone: dict[str, Any]) -> dict[str, Any]:
        """Take an entry back."""
        return self.add("retraction", {"entry": entry_leaf(gone)})

    def redact(self, gone: dict[str, Any]) -> None:
        """Leave only the envelope of an entry."""
        leaf, about = entry_leaf(gone), gone["body"].get("proposition")
        self.entries[self.entries.index(gone)] = json.loads(entry_envelope(gone))
        self.add(
            "redaction", {"entry": leaf, "reason": "x", "kind": gone["kind"], "proposition": about}
        )

    def merge(self, common: int, claim: str, who: str, p: str, early: datetime) -> None:
        """Append a merge of a copy whose one entry beyond the common ones is a forecast."""
        now = self.now
        body = {"id": f"m{len(self.entries)}", "proposition": claim, "forecaster": who}
        stated = {"made_at": text(early), "confidence": {"how": "stated", "p": p}}
        there = {"v": 2, "kind": "forecast", "by": "ada", "recorded_at": text(early)}
        there["body"] = body | stated
        lines = [entry_line(each) + "\n" for each in [*self.entries[:common], there]]
        root = parse_book("".join(lines).encode(), "b")[0].root
        self.add("merge", {"common": common, "size": common + 1, "root": root})
        here = {"recorded_at": text(now), "first_recorded_at": text(early)}
        self.entries.append(there | here)

    def book(self) -> Book:
        """Read what was written."""
        content = "".join(entry_line(each) + "\n" for each in self.entries).encode()
        book, problems = parse_book(content, "b")
        assert problems == []
        return book


def probability(forecast: Forecast) -> Decimal:
    assert isinstance(forecast.confidence, Stated)
    return forecast.confidence.p


def losses(book: Book) -> dict[str, float]:
    """Give the squared error of every forecast that counts, by a calculation of its own."""
    return {
        row.forecast.id: (float(probability(row.forecast)) - (y == "yes")) ** 2
        for row in judge_forecasts(book, now=LATER)
        if row.status is standing.Status.SCORED and row.resolution
        for y in [row.resolution.outcome]
    }


def mean(found: dict[str, float]) -> float | None:
    return sum(found.values()) / len(found) if found else None


class Gaming(RuleBasedStateMachine):
    """Forecasts and outcomes first; then an owner who knows them does what he likes."""

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Log forecasts, and perhaps take one back in time."""
        self.history = History()
        self.live: list[dict[str, Any]] = []
        for number in range(data.draw(st.integers(2, 6))):
            self.history.now = DAWN + timedelta(days=1 + number)
            claim = data.draw(st.sampled_from(CLAIMS))
            who = data.draw(st.sampled_from(PEOPLE))
            p = data.draw(st.sampled_from(("0.02", "0.3", "0.5", "0.8", "0.95")))
            made = text(self.history.now)
            self.live.append(self.history.forecast(claim, who, p, made))
        if data.draw(st.booleans()):
            self.history.now = DAWN + timedelta(days=20)
            self.live.append(self.history.retract(data.draw(st.sampled_from(self.live))))
        self.history.now = OUTCOME + timedelta(days=1)
        self.truth = {name: data.draw(st.sampled_from(("yes", "no"))) for name in CLAIMS}
        self.resolved: list[dict[str, Any]] = []
        self.first: dict[str, float] | None = None
        self.done: list[str] = []
        self.at_once = False
        self.early = data.draw(st.booleans())  # whether deeds come before the resolving
        if not self.early:
            self.at_once = data.draw(st.booleans())  # all deeds in the second of the outcome
            self.history.now = OUTCOME if self.at_once else self.history.now
            self.settle()
        self.begun = list(self.history.entries)  # what is redacted later is whole here

    def settle(self) -> None:
        """Record what happened, as it was."""
        for name, outcome in self.truth.items():
            self.resolved.append(self.history.resolve(name, outcome, text(OUTCOME)))

    def attempt(self, name: str, deed: "Callable[[], object]") -> None:
        """Do something if the rules of a book allow it."""
        step = timedelta(hours=0 if self.at_once else 1)
        kept, now = list(self.history.entries), self.history.now + step
        self.history.now = now
        deed()
        if find_book_problems(self.history.book()):
            self.history.entries[:], self.history.now = kept, now
            return
        self.done.append(name)
        self.tell(name)

    def tell(self, name: str) -> None:
        """Let the statistics of a search know."""
        event(name)

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        """Hold no forecast, from a claimed time on."""
        claim, who = data.draw(st.sampled_from(CLAIMS)), data.draw(st.sampled_from(PEOPLE))
        made = text(DAWN + timedelta(days=data.draw(st.sampled_from((2, 50, 99, 101)))))
        body = {"proposition": claim, "forecaster": who, "made_at": made}
        self.attempt("withdraw", lambda: self.history.add("withdrawal", body))

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """Take back anything."""
        kinds = ("forecast", "withdrawal", "retraction", "resolution", "proposition")
        there = [each for each in self.history.entries if each["kind"] in kinds]
        there = [each for each in there if isinstance(each["body"], dict)]
        gone = data.draw(st.sampled_from(there))
        self.attempt(f"take back a {gone['kind']}", lambda: self.history.retract(gone))

    @rule(data=st.data())
    def backdate(self, data: st.DataObject) -> None:
        """Log a forecast that knows the outcome."""
        claim, who = data.draw(st.sampled_from(CLAIMS)), data.draw(st.sampled_from(PEOPLE))
        p = "0.99" if self.truth[claim] == "yes" else "0.01"
        made = text(DAWN + timedelta(days=data.draw(st.sampled_from((2, 50, 99)))))
        self.attempt("backdate", lambda: self.history.forecast(claim, who, p, made))

    @precondition(lambda self: not self.early)
    @rule(data=st.data())
    def resolve_anew(self, data: st.DataObject) -> None:
        """Say another outcome, or another time of it."""
        claim = data.draw(st.sampled_from(CLAIMS))
        outcome = data.draw(st.sampled_from(("yes", "no", "void", "annulled", "ambiguous")))
        decided = data.draw(st.sampled_from((None, 1, 30, 100)))
        day = text(DAWN + timedelta(days=decided)) if decided else None
        self.attempt("resolve anew", lambda: self.history.resolve(claim, outcome, day))

    @rule(data=st.data())
    def redact(self, data: st.DataObject) -> None:
        """Take out the body of a forecast or an outcome."""
        there = [
            each for each in self.history.entries if each["kind"] in ("forecast", "resolution")
        ]
        there = [each for each in there if isinstance(each["body"], dict)]
        if there:
            gone = data.draw(st.sampled_from(there))
            self.attempt("redact", lambda: self.history.redact(gone))

    @rule(data=st.data())
    def revise(self, data: st.DataObject) -> None:
        """Put a proposition otherwise."""
        claim, other = data.draw(st.sampled_from(CLAIMS)), data.draw(st.sampled_from(CLAIMS))
        body = {"text": {"en": "otherwise"}, "condition": other}
        revised = {"proposition": claim, "proposition_body": body}
        self.attempt("revise", lambda: self.history.add("revision", revised))

    @rule(data=st.data())
    def anchor(self, data: st.DataObject) -> None:
        """Forge a timestamp."""
        size = data.draw(st.integers(1, len(self.history.entries)))
        self.attempt(
            "anchor", lambda: self.history.add("anchor", forged_anchor(self.history, size))
        )

    @rule(data=st.data())
    def set_a_clock_back(self, data: st.DataObject) -> None:
        """Say that a clock ran ahead, then log as if it were an earlier day."""
        since = data.draw(st.integers(2, len(self.history.entries) + 1))
        day = DAWN + timedelta(days=data.draw(st.sampled_from((10, 50, 99))))
        claim, who = data.draw(st.sampled_from(CLAIMS)), data.draw(st.sampled_from(PEOPLE))
        p = "0.99" if self.truth[claim] == "yes" else "0.01"

        def deed() -> None:
            self.history.now = day
            self.history.add("clock", {"since": since, "reason": "x"})
            self.history.forecast(claim, who, p, text(day))

        self.attempt("set a clock back", deed)

    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        """Take in a copy that is made up, and says that it knew early."""
        common = data.draw(st.integers(1, len(self.history.entries) - 1))
        claim, who = data.draw(st.sampled_from(CLAIMS)), data.draw(st.sampled_from(PEOPLE))
        p = "0.99" if self.truth[claim] == "yes" else "0.01"
        early = DAWN + timedelta(days=data.draw(st.sampled_from((10, 50, 99))))
        self.attempt("merge", lambda: self.history.merge(common, claim, who, p, early))

    def teardown(self) -> None:
        """Compare with the same book in which nothing was done after the fact."""
        if not hasattr(self, "history"):
            return
        if self.early:
            self.settle()
            if find_book_problems(self.history.book()):
                return  # a proposition that was taken back cannot be resolved
        book = self.history.book()
        honest = mean(losses(self.untouched()))
        after = mean(losses(book))
        kinds = {each.kind for each in find_late_changes(book) if each.counts}
        counts = count_by_status(book)
        if kinds or counts["redacted"]:
            self.tell("counted")
            return
        self.tell("not counted")
        assert after == honest, (honest, after, self.done)

    def untouched(self) -> Book:
        """Give the book as it was before the deeds, with the outcomes."""
        kept = History()
        kept.entries = [*self.begun, *(self.resolved if self.early else [])]
        return kept.book()


def forged_anchor(history: History, size: int) -> dict[str, Any]:
    """Write a timestamp by hand: a checkpoint that fits the book, and a token that is none."""
    content = "".join(entry_line(each) + "\n" for each in history.entries[:size]).encode()
    root = parse_book(content, "b")[0].root
    head = f"model\n{size}\n{b64encode(bytes.fromhex(root)).decode()}\n"
    note = f"{head}\n\u2014 model {b64encode(bytes(68)).decode()}\n"
    told = {"checkpoint": note, "authority": "A notary", "at": text(DAWN + timedelta(days=2))}
    return {"size": size, "root": root, "token": "AAAA"} | told


TestGaming = Gaming.TestCase
TestGaming.settings = settings(
    max_examples=60,
    stateful_step_count=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def plant(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    match fault:
        case "withdrawals count by the time that is claimed":
            everything = dict.fromkeys(Basis, 0)
            monkeypatch.setattr(standing, "RANK", everything)
        case "an undo counts whenever it comes":
            monkeypatch.setattr(timing, "find_void_deeds", lambda *_: [])
            monkeypatch.setattr(timing, "is_late", lambda *_: False)
            monkeypatch.setattr(changes, "is_late", lambda *_: False)
        case "outcomes change unseen":
            monkeypatch.setattr(changes, "_changed_outcomes", lambda _: iter(()))
            monkeypatch.setattr(changes, "_predated_outcomes", lambda _: iter(()))
        case "a timestamp is believed unverified":
            monkeypatch.setattr(timing, "trusted_anchors", lambda book: book.anchors)
        case "a claimed time is believed":
            monkeypatch.setattr(Timing, "basis_of", lambda *_: Basis.SHOWN)
        case "redactions are counted nowhere":
            monkeypatch.setattr(standing, "redacted_forecasts", lambda _: [])
            monkeypatch.setattr(changes, "SPOKEN", ())
        case "a clock is set right unseen":
            only_other_changes(monkeypatch, ChangeKind.CLOCK)
        case "a merge is unseen":
            only_other_changes(monkeypatch, ChangeKind.MERGED)
        case "order within a second is not looked at":
            by_time = lambda _, moment, instant, *__: moment.surely_before(instant)  # noqa: E731
            monkeypatch.setattr(Timing, "is_before", by_time)


def only_other_changes(monkeypatch: pytest.MonkeyPatch, unseen: ChangeKind) -> None:
    whole = changes._other_changes  # noqa: SLF001  # where the fault is planted

    def others(book: Book, found: Timing) -> "Iterator[LateChange]":
        return (each for each in whole(book, found) if each.kind is not unseen)

    monkeypatch.setattr(changes, "_other_changes", others)


type Told = Callable[["Acted"], object]


class Choices:
    """What a rule draws, told beforehand."""

    def __init__(self, *told: object) -> None:
        self.told = iter(told)

    def draw(self, _: object) -> Any:  # noqa: ANN401  # as Hypothesis says it
        """Give the next choice."""
        return next(self.told)


class Acted(Gaming):
    """The same rules, with nothing left to chance.

    Ada said 80 % of rain, which did not come, and 50 % of snow.
    """

    def __init__(self, *, at_once: bool = False) -> None:
        super().__init__()
        forecasts = ("rain", "ada", "0.8", "snow", "ada", "0.5")
        truth = ("no", "yes", "no")
        self.begin(Choices(2, *forecasts, False, *truth, False, at_once))

    def tell(self, name: str) -> None:
        """Keep no statistics."""

    def act(self, deed: str, *told: object) -> None:
        """Do something, which the rules of a book must allow."""
        count = len(self.done)
        getattr(self, deed)(Choices(*told))
        assert len(self.done) == count + 1, deed


def _backdate_and_anchor(it: Acted) -> None:
    it.act("backdate", "rain", "ada", 2)
    it.act("anchor", len(it.history.entries))


# deeds that lower the loss where the fault is planted
DEEDS: dict[str, Told] = {
    "withdrawals count by the time that is claimed": lambda it: it.act(
        "withdraw", "rain", "ada", 50
    ),
    "an undo counts whenever it comes": lambda it: it.act("take_back", it.live[0]),
    "outcomes change unseen": lambda it: it.act("resolve_anew", "rain", "yes", 100),
    "a timestamp is believed unverified": _backdate_and_anchor,
    "a claimed time is believed": lambda it: it.act("backdate", "rain", "ada", 50),
    "redactions are counted nowhere": lambda it: it.act("redact", it.live[0]),
    "a clock is set right unseen": lambda it: it.act(
        "set_a_clock_back", len(it.begun) - 2, 50, "rain", "ada"
    ),
    "order within a second is not looked at": lambda it: it.act("take_back", it.live[0]),
    "a merge is unseen": lambda it: it.act("merge", len(it.history.entries) - 1, "rain", "ada", 50),
}


@pytest.mark.parametrize("fault", DEEDS)
def test_a_fault_that_is_planted_is_found(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    acted = Acted(at_once=fault == "order within a second is not looked at")
    DEEDS[fault](acted)
    acted.teardown()  # without the fault the deed is of no use, or counted
    plant(monkeypatch, fault)
    with pytest.raises(AssertionError, match=acted.done[-1]):
        acted.teardown()


@pytest.mark.slow
@pytest.mark.parametrize("fault", DEEDS)
def test_a_search_finds_a_fault_that_is_planted(
    monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    plant(monkeypatch, fault)
    quick = settings(TestGaming.settings, max_examples=6000, database=None, phases=[Phase.generate])
    sought = seed(2)(type("Sought", (Gaming,), {}))
    with pytest.raises(AssertionError):
        run_state_machine_as_test(sought, settings=quick)


def test_the_score_without_what_was_changed_stands_beside() -> None:
    history = History()
    history.now = DAWN + timedelta(days=1)
    history.forecast("rain", "ada", "0.9", text(history.now))
    history.forecast("snow", "ada", "0.9", text(history.now))
    history.now = OUTCOME + timedelta(days=1)
    history.resolve("rain", "yes", None)
    history.resolve("snow", "no", None)
    history.now += timedelta(days=1)
    history.resolve("snow", "annulled", None)
    found = summarize_late_changes(history.book())
    assert found.brier == pytest.approx(0.01)
    assert found.undone == pytest.approx((0.01 + 0.81) / 2)
    [kind] = found.kinds
    assert (kind.kind.value, kind.n, kind.counting) == ("outcome_changed", 1, 1)


def history_of_a_hit_and_two_misses() -> History:
    """Begin a book with an event for each claim and one more, and say 90 % of every claim."""
    history = History()
    history.add("event", {"id": "storm", "title": {"en": "Storm"}})
    history.now = DAWN + timedelta(days=1)
    for name in CLAIMS:
        history.forecast(name, "ada", "0.9", text(history.now))
    history.now = OUTCOME + timedelta(days=1)
    history.resolve("rain", "yes", None)
    return history


def test_misses_that_are_laid_to_one_event_are_counted() -> None:
    history = history_of_a_hit_and_two_misses()
    for name in ("snow", "hail"):
        history.resolve(name, "no", None)["body"]["settled_by"] = "storm"
    found = summarize_late_changes(history.book())
    assert found.brier == pytest.approx((0.01 + 0.81) / 2)
    assert found.undone == pytest.approx((0.01 + 2 * 0.81) / 3)
    [kind] = found.kinds
    assert (kind.kind.value, kind.n, kind.counting) == ("other_event", 2, 2)


def test_an_outcome_of_the_event_that_was_planned_is_no_change() -> None:
    history = history_of_a_hit_and_two_misses()
    by_id = {each["body"]["id"]: each for each in history.entries if "id" in each["body"]}
    by_id["snow"]["body"]["event"] = "storm"
    history.resolve("snow", "no", None)["body"]["settled_by"] = "storm"
    assert find_late_changes(history.book()) == []


def test_an_event_that_is_put_otherwise_after_the_outcome_is_counted() -> None:
    history = history_of_a_hit_and_two_misses()
    by_id = {each["body"]["id"]: each for each in history.entries if "id" in each["body"]}
    by_id["rain"]["body"]["event"] = "storm"
    body = {"id": "storm", "title": {"en": "Storm"}, "story": "weather"}
    history.add("revision", {"event_body": body})
    [change] = find_late_changes(history.book())
    assert (change.kind.value, change.proposition, change.counts) == ("revised", "rain", True)


SECOND = text(OUTCOME)
EARLIER = text(DAWN + timedelta(days=50))


def in_one_second(*, resolved: bool) -> tuple[History, dict[str, Any]]:
    """Begin a book in the second of an outcome, before or after the resolution."""
    history = History()
    history.now = DAWN + timedelta(days=1)
    made = history.forecast("rain", "ada", "0.95", text(history.now))
    history.now = OUTCOME
    if resolved:
        history.resolve("rain", "no", None)
    return history, made


def withdraw(history: History, _: dict[str, Any]) -> None:
    body = {"proposition": "rain", "forecaster": "ada", "made_at": EARLIER}
    history.add("withdrawal", body)


def take_back(history: History, made: dict[str, Any]) -> None:
    history.retract(made)


def update(history: History, _: dict[str, Any]) -> None:
    history.forecast("rain", "ada", "0.01", EARLIER)


AT_ONCE = [(withdraw, "withdrawn"), (take_back, None), (update, "superseded")]


@pytest.mark.parametrize(("deed", "_status"), AT_ONCE)
def test_what_stands_after_the_outcome_in_its_second_is_late(
    deed: "Callable[[History, dict[str, Any]], None]", _status: str | None
) -> None:
    history, made = in_one_second(resolved=True)
    deed(history, made)
    book = history.book()
    assert find_book_problems(book) == []
    assert losses(book) == {made["body"]["id"]: pytest.approx(0.9025)}


@pytest.mark.parametrize(("deed", "status"), AT_ONCE)
def test_what_stands_before_the_outcome_in_its_second_counts(
    deed: "Callable[[History, dict[str, Any]], None]", status: str | None
) -> None:
    history, made = in_one_second(resolved=False)
    deed(history, made)
    history.resolve("rain", "no", None)
    rows = {row.forecast.id: row.status.value for row in judge_forecasts(history.book(), now=LATER)}
    assert rows.get(made["body"]["id"]) == status


def test_a_question_that_is_logged_and_resolved_in_one_second_is_judged_by_its_times() -> None:
    history = History()
    history.add("proposition", {"id": "past", "text": {"en": "past"}})
    history.now = OUTCOME
    history.forecast("past", "ada", "0.9", SECOND)
    history.resolve("past", "yes", EARLIER)
    [row] = judge_forecasts(history.book(), now=LATER)
    assert row.status is standing.Status.HINDSIGHT


def test_a_forecast_in_the_second_of_the_outcome_but_after_it_is_hindsight() -> None:
    history = History()
    history.add("proposition", {"id": "soon", "text": {"en": "soon"}})
    history.now = OUTCOME
    history.resolve("soon", "yes", None)
    history.forecast("soon", "ada", "0.99", SECOND)
    [row] = judge_forecasts(history.book(), now=LATER)
    assert row.status is standing.Status.HINDSIGHT


def test_a_day_that_ends_where_the_outcome_begins_comes_before_it() -> None:
    history = History()
    history.add("proposition", {"id": "day", "text": {"en": "day"}})
    history.now = OUTCOME
    history.resolve("day", "yes", None)
    before = (OUTCOME - timedelta(days=1)).date()
    history.forecast("day", "ada", "0.9", f"{before}[UTC]")
    [row] = judge_forecasts(history.book(), now=LATER)
    assert row.status is standing.Status.BACKDATED
