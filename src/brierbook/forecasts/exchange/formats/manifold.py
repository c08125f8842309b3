"""Markets and bets of Manifold, as its API gives them: a bet is no forecast, but moves a price."""

from collections.abc import Iterator

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.amounts import UNIT, exact_decimal, unit_probability
from brierbook.forecasts.exchange.collecting import Collection
from brierbook.forecasts.exchange.formats.protocol import Files, Format, as_list, as_object
from brierbook.forecasts.exchange.formats.says import (
    say_known,
    say_no_deadline,
    say_people,
    say_scale,
)
from brierbook.forecasts.exchange.inputs import InputFile
from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, QuestionRow, Time
from brierbook.forecasts.exchange.times import at_seconds
from brierbook.forecasts.lines.texts import check_text

__all__ = ["FORMAT"]

MARKET = {"id", "question", "outcomeType"}
BET = {"contractId", "probAfter", "createdTime"}
TAKEN = ("BINARY", "MULTIPLE_CHOICE", "FREE_RESPONSE")
OUTCOMES = {"YES": "yes", "NO": "no", "CANCEL": "annulled", "N/A": "annulled"}
PARTIAL = ("MKT", "PROB")
THOUSAND = 1000


def _objects(file: InputFile) -> Iterator[tuple[str, dict[str, object]]]:
    """Give the objects of a file, which is a list or one of them."""
    value = file.json
    if isinstance(value, list):
        yield from ((file.at(f"/{place}"), as_object(each)) for place, each in enumerate(value))
    elif isinstance(value, dict):
        for name in ("markets", "contracts", "bets"):
            for place, each in enumerate(as_list(value.get(name))):
                yield file.at(f"/{name}/{place}"), as_object(each)
        if value.keys() >= MARKET:
            yield file.at("/"), value


def _detect(files: Files) -> int:
    """Tell markets or bets."""
    for file in files:
        first = next(_objects(file), ("", {}))[1]
        if first.keys() >= MARKET or first.keys() >= BET:
            return 95
    return 0


def _read_files(files: Files, found: Collection) -> None:
    """Read the markets, then the bets on them."""
    reader = ManifoldReader(found)
    every = [each for file in files for each in _objects(file)]
    for at, value in every:
        if value.keys() >= MARKET:
            with found.row(at):
                reader.read_market(at, value)
    for at, value in every:
        if value.keys() >= BET and not value.keys() >= MARKET:
            with found.row(at):
                reader.read_bet(at, value)
    reader.say()


class ManifoldReader:
    """Reads markets and bets."""

    def __init__(self, found: Collection) -> None:
        self.found = found
        self.unsupported: dict[str, str] = {}
        self.several: set[str] = set()
        self.partial = self.fractions = self.forever = 0

    def read_market(self, at: str, market: dict[str, object]) -> None:
        """Read a market: a question, or one for each of its answers."""
        name, said = str(market["id"]), str(market["outcomeType"])
        if said not in TAKEN:
            self.unsupported[name] = said
            raise InputError(
                "type",
                said,
                "is a kind of market whose bets state no probability",
                code="import.kind_of_market",
            )
        if said == "BINARY":
            self._read_binary(at, name, market)
        else:
            self._read_answers(at, name, market)

    def _read_binary(self, at: str, name: str, market: dict[str, object]) -> None:
        """Read a market of yes or no."""
        self.found.add_question(self._question(at, name, str(market["question"]), market))
        said = market.get("resolution")
        if market.get("isResolved") is not True or said in (None, ""):
            return
        share = market.get("resolutionProbability")
        self._add_outcome(at, name, str(said), share, market)

    def _add_outcome(
        self, at: str, name: str, said: str, share: object, market: dict[str, object]
    ) -> None:
        """Add an outcome; a share of yes stays one."""
        answer = None
        if said in PARTIAL:
            outcome, answer = _share_outcome(share)
            self.partial += answer is not None
        elif said in OUTCOMES:
            outcome = OUTCOMES[said]
        else:
            raise InputError(
                "outcome", said, "is no outcome that is known", code="import.no_outcome"
            )
        self.found.add_outcome(
            OutcomeRow(
                at=at,
                question=name,
                outcome=outcome,
                answer=answer,
                known=self._time(market.get("resolutionTime")),
                dated=True,
            )
        )

    def _question(
        self, at: str, name: str, text: str, market: dict[str, object], group: str | None = None
    ) -> QuestionRow:
        """Take a question."""
        check_text(text)
        closes = market.get("closeTime")
        self.forever += closes is None and group is None
        return QuestionRow(
            at=at,
            id=name,
            text=text,
            opened=self._time(market.get("createdTime")),
            deadline=self._time(closes),
            group=group,
            group_title=str(market.get("question") or ""),
            listed=True,
            facts={"exclusive": market.get("shouldAnswersSumToOne") is True} if group else {},
        )

    def _read_answers(self, at: str, name: str, market: dict[str, object]) -> None:
        """Read a market of several answers, each a question of its own."""
        title = str(market["question"])
        self.several.add(name)
        for each in map(as_object, as_list(market.get("answers"))):
            known_by = f"{name}/{each.get('id')}"
            self.found.add_question(
                self._question(at, known_by, f"{title} — {each.get('text')}", market, name)
            )
            said = self._answer_outcome(each, market)
            if said is not None:
                share = each.get("resolutionProbability")
                self._add_outcome(
                    at,
                    known_by,
                    said,
                    share,
                    each
                    | {
                        "resolutionTime": each.get("resolutionTime") or market.get("resolutionTime")
                    },
                )

    def _answer_outcome(self, answer: dict[str, object], market: dict[str, object]) -> str | None:
        """Tell how an answer turned out: by itself, or by the answer that the market chose."""
        if answer.get("resolution"):
            return str(answer["resolution"])
        said = market.get("resolution")
        if market.get("isResolved") is not True or said in (None, ""):
            return None
        if said in OUTCOMES or said in PARTIAL:
            return str(said) if said != "NO" else None
        if said == "CHOOSE_MULTIPLE":
            return None
        return "YES" if said == answer.get("id") else "NO"

    def _time(self, value: object) -> Time | None:
        """Take milliseconds since 1970."""
        number = exact_decimal(value)
        if number is None:
            return None
        time = at_seconds(float(number) / THOUSAND)
        self.fractions += time.first.microsecond > 0
        return time

    def read_bet(self, at: str, bet: dict[str, object]) -> None:
        """Read a bet that a person made and that was filled: the price after it."""
        name = str(bet["contractId"])
        if name in self.unsupported:
            raise InputError(
                "type",
                self.unsupported[name],
                "is a kind of market whose bets state no probability",
                code="import.kind_of_market",
            )
        if bet.get("answerId"):
            name = f"{name}/{bet['answerId']}"
        if name not in self.found.questions:
            raise InputError(
                "question", name, "is in no file of questions", code="import.no_such_question"
            )
        user = str(bet.get("userUsername") or bet.get("userName") or bet.get("userId") or "")
        if why := _why_no_forecast(bet):
            self.found.leave_out(at, why)
            return
        person = self.found.person(user, str(bet.get("userId") or user))
        if self.found.is_other(at, person.name):
            return
        made = self._time(bet.get("createdTime"))
        if made is None:
            raise InputError("createdTime", "", "is missing", code="import.no_time")
        p = unit_probability(bet["probAfter"])
        self.found.add_forecast(
            ForecastRow(
                at=(at,),
                question=name,
                person=person,
                made=made,
                confidence={"how": "market", "p": f"{p:f}"},
                id=str(bet.get("id") or bet.get("betId") or f"{name} | {user} | {made.exact}"),
                named=bool(bet.get("id") or bet.get("betId")),
                facts={"elicited": "trade"},
            )
        )

    def say(self) -> None:
        """Say what was assumed."""
        found = self.found
        found.assume(
            "what a bet says",
            "probAfter",
            Message(
                "a bet states no probability: the price of yes after it is kept, as a trade",
                "import.says_bet",
            ),
        )
        found.assume(
            "zone", "UTC", Message("times are milliseconds since 1970", "import.says_milliseconds")
        )
        say_scale(found, UNIT)
        say_people(found)
        say_known(found, "resolutionTime")
        found.notice(
            "partial outcome",
            self.partial,
            Message(
                "markets that resolved to a share of yes, kept as that and never rounded: {n}",
                "import.says_partial",
                {"n": self.partial},
            ),
        )
        found.notice(
            "multiple choice",
            len(self.several),
            Message(
                "markets of several answers, each of which is a question of its own in one "
                "event: {n}",
                "import.says_answers",
                {"n": len(self.several)},
            ),
        )
        found.notice(
            "fraction of a second",
            self.fractions,
            Message(
                "times are kept to the second; fractions that are cut: {n}",
                "import.says_fractions",
                {"n": self.fractions},
            ),
        )
        say_no_deadline(found, self.forever)


def _share_outcome(share: object) -> tuple[str, str | None]:
    """Take a share of yes; one of 0 or 1 is no or yes."""
    p = unit_probability(share, "resolutionProbability")
    if p in (0, 1):
        return ("yes" if p else "no"), None
    return "fraction", f"{p:f}"


def _why_no_forecast(bet: dict[str, object]) -> Message | None:
    """Say why a bet is no forecast, if it is none."""
    if bet.get("isRedemption") is True:
        return Message("a redemption, which the site made", "import.redemption")
    if bet.get("isAnte") is True:
        return Message("an ante, which opened the market", "import.ante")
    amount = exact_decimal(bet.get("amount"))
    if amount is not None and amount < 0:
        return Message("a sale, which states no belief", "import.sale")
    if amount == 0 or (bet.get("isFilled") is False and not as_list(bet.get("fills"))):
        return Message("an order that was never filled", "import.unfilled")
    return None


FORMAT = Format("manifold", _detect, _read_files, source="manifold")
