"""A book as a plain list: what the store must hold, thought through a second time."""

from dataclasses import dataclass, field
from unicodedata import normalize

CLAIM, BELIEF, AWAY, OUTCOME = "claim", "belief", "away", "outcome"
UNDO, REDACTION = "undo", "redaction"
UNSETTLED = ("void", "ambiguous", "annulled")


@dataclass
class Done:
    """One thing that was done: to what, by whom, saying what."""

    kind: str
    name: str = ""
    target: str = ""  # a claim
    who: str = ""
    said: str = ""
    deadline: str = "9999"
    at: int = -1  # the place of what an undo or a redaction is about
    gone: bool = False  # its words were taken out


@dataclass
class Model:
    """Everything that was done, in order; what holds is worked out from the end."""

    done: list[Done] = field(default_factory=list)

    def in_force(self) -> list[Done]:
        """List what no later undo that holds takes back."""
        undone: set[int] = set()
        holds: list[Done] = []
        for place in range(len(self.done) - 1, -1, -1):
            each = self.done[place]
            if place in undone or each.gone:
                continue
            holds.append(each)
            if each.kind == UNDO:
                undone.add(each.at)
        return holds[::-1]

    def is_valid(self) -> bool:
        """Whether everything in force is about a claim in force."""
        holds = self.in_force()
        claims = {each.name for each in holds if each.kind == CLAIM}
        return all(each.target in claims for each in holds if each.target)

    def takes(self, new: Done) -> bool:
        """Do a thing if that leaves a valid book; tell whether it did."""
        taken = [each.name for each in self.done if each.kind == new.kind and not each.gone]
        if new.name and new.name in taken:
            return False
        self.done.append(new)
        if new.kind == REDACTION:
            self.done[new.at].gone = True
        if self.is_valid():
            return True
        self.done.pop()
        if new.kind == REDACTION:
            self.done[new.at].gone = False
        return False

    def can_redact(self, place: int) -> bool:
        """Whether the book can do without the words of a thing."""
        return self.done[place].kind in (CLAIM, BELIEF, AWAY, OUTCOME) and not self.done[place].gone

    def claims(self) -> dict[str, tuple[str, str, str, str | None]]:
        """Tell each claim's text as it is searched, deadline, status and outcome."""
        holds = self.in_force()
        last = {each.target: each.said for each in holds if each.kind == OUTCOME}
        return {
            each.name: (folded(each.said), each.deadline, *state(last.get(each.name)))
            for each in holds
            if each.kind == CLAIM
        }

    def standing(self) -> dict[tuple[str, str], float]:
        """Tell each forecaster's last probability for each claim, unless it was withdrawn."""
        found: dict[tuple[str, str], float] = {}
        for each in self.in_force():  # times only ever go on
            if each.kind == BELIEF:
                found[each.target, each.who] = float(each.said)
            elif each.kind == AWAY:
                found.pop((each.target, each.who), None)
        return found


def folded(text: str) -> str:
    """Make texts equal that differ by case or by how their letters are composed."""
    return normalize("NFC", text).casefold().replace("\0", "\ufffd")


def state(outcome: str | None) -> tuple[str, str | None]:
    """Tell the status of a claim."""
    if outcome is None:
        return "open", None
    return (outcome if outcome in UNSETTLED else "resolved"), outcome
