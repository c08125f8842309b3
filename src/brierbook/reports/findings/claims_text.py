"""The sentences that claim something, in words: one place for the report and the commands."""

from typing import TYPE_CHECKING

import numpy as np

from brierbook.speech.catalogue import Catalogue

if TYPE_CHECKING:
    from brierbook.analysis.claims.correction import CorrectionJudgment, CorrectionPower
    from brierbook.analysis.claims.gap_direction import GapTest
    from brierbook.analysis.claims.sentences import SentenceClaims

__all__ = [
    "bold_power_sentence",
    "boldness_sentences",
    "correction_sentences",
    "direction_sentences",
    "looks_sentences",
    "percent_of_books",
    "tipping_of_even_sentence",
]


def percent_of_books(share: float, words: Catalogue) -> str:
    """Write a share of books as so many of a hundred."""
    return words.number(100 * share)


def direction_sentences(claims: "SentenceClaims", words: Catalogue) -> list[str]:
    """Say whether more or less was said than happened, or what would have shown it."""
    gap = claims.gap
    said = words.say(f"claims.gap_{gap.direction or 'unclear'}", **_gap_facts(gap, words))
    if gap.direction is not None:
        tipping = words.say("claims.tipping", correlation=words.number(gap.tipping or 0.0, 2))
        return [said, tipping]
    if gap.power is None:
        return [said]
    found = {
        name: percent_of_books(share, words)
        for name, share in (("less", gap.power.less), ("more", gap.power.more))
    }
    return [said, words.say("claims.gap_power", **found)]


def _gap_facts(gap: "GapTest", words: Catalogue) -> dict[str, str]:
    """Write the difference and its limits; of less, how much less."""
    turned = gap.direction == "less"
    low, high = (-gap.upper, -gap.lower) if turned else (gap.lower, gap.upper)
    return {
        "gap": words.number(100 * (-gap.gap if turned else gap.gap)),
        "interval": words.between(100 * low, 100 * high, 0),
    }


def boldness_sentences(found: "CorrectionJudgment", events: int, words: Catalogue) -> list[str]:
    """Say whether forecasts were too bold or too timid, or what would have shown it."""
    low, high = 100 * found.bold_lower, 100 * found.bold_upper
    if found.verdict == "too_timid":
        low, high = -high, -low
    said = words.say(
        f"claims.{found.verdict}",
        interval=words.between(low, high, 0),
        p=words.number(found.bold.negligible, 2),
    )
    if found.verdict in ("too_bold", "too_timid"):
        return [said, *_tipping_sentence(found, words)]
    if found.verdict != "unclear" or found.power is None:
        return [said]
    return [said, bold_power_sentence(found.power, events, words)]


def bold_power_sentence(power: "CorrectionPower", events: int, words: Catalogue) -> str:
    """Say in how many books "too bold" and "too timid" would be found."""
    return words.say(
        "claims.bold_power",
        events=words.count("with_events", events),
        bold=percent_of_books(power.too_bold, words),
        timid=percent_of_books(power.too_timid, words),
    )


def correction_sentences(found: "CorrectionJudgment", events: int, words: Catalogue) -> list[str]:
    """Say whether to correct such forecasts helps, by the bets of the very curve."""
    name = "helps_ever" if found.helped_anytime else "helps" if found.helped else "helps_unclear"
    said = words.say(
        f"claims.{name}", wealth=_wealth(found.log_wealth, words), p=words.number(found.p_value, 3)
    )
    if found.helped and found.verdict not in ("too_bold", "too_timid"):
        return [said, *_tipping_sentence(found, words)]
    if found.helped or found.power is None:
        return [said]
    power = words.say(
        "claims.helps_power",
        events=words.count("with_events", events),
        found=percent_of_books(found.power.helped, words),
    )
    return [said, power]


def _tipping_sentence(found: "CorrectionJudgment", words: Catalogue) -> list[str]:
    """Say up to which correlation between events boldness and the correction stand."""
    if found.tipping is None:
        return []
    return [words.say("claims.tipping_bold", correlation=words.number(found.tipping, 2))]


def _wealth(log_wealth: float, words: Catalogue) -> str:
    """Write what 1 has become; of very much, a bound."""
    most = np.log(1e6)
    if log_wealth > most:
        return words.say("claims.wealth_over", n=words.number(1_000_000))
    return words.number(float(np.exp(log_wealth)), 2)


def tipping_of_even_sentence(claims: "SentenceClaims", words: Catalogue) -> list[str]:
    """Say up to which correlation between events "better" or "worse than 50 %" stands."""
    if claims.even.tipping is None:
        return []
    return [words.say("claims.tipping_even", correlation=words.number(claims.even.tipping, 2))]


def looks_sentences(claims: "SentenceClaims", words: Catalogue) -> list[str]:
    """Say at how many sentences was looked, and what holds however often one looks."""
    made = [words.say("claims.looked_at", n=words.number(len(claims.sentences)))]
    said = claims.said
    if said:
        lasting = sum(each.ever for each in said)
        name = "all" if lasting == len(said) else "some" if lasting else "none"
        made.append(words.say(f"claims.ever_{name}"))
    return made
