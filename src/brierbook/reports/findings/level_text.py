"""Whether a map of the levels of quantiles, learnt before each forecast, would have helped."""

from brierbook.speech.catalogue import Catalogue

__all__ = ["check_sentence"]

DIGITS = 3


def check_sentence(row: dict[str, object], words: Catalogue) -> str:
    """Say of one kind whether the map would have helped; a row of `check_level_map`."""
    kind, verdict = words.say(f"kinds.{row['kind']}"), str(row["verdict"])
    if verdict == "nothing_earlier":
        return words.say("figure.quantile_levels.nothing_earlier", kind=kind)
    lower, upper = (float(str(row[name])) for name in ("lower", "upper"))
    return words.say(
        f"figure.quantile_levels.{verdict}",
        kind=kind,
        difference=words.number(float(str(row["difference"])), DIGITS),
        limits=words.between(lower, upper, DIGITS),
        forecasts=words.count("forecasts", int(str(row["learnt"]))),
    )
