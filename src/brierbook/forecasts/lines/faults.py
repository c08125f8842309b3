"""What is wrong with a line: a code, the facts that words need, and whether it may be asked back.

The English of every message is here; the other languages hold the same under ``line.CODE``.
"""

from brierbook.errors import AmbiguousError, UnreadError

__all__ = ["PROBLEMS", "ambiguous", "unread"]

# code: what to say of the words that the error names
PROBLEMS = {
    # may be asked back: two readings, or two of what can be one only
    "number_or_probability": "may be the probability, or part of the sentence; "
    "write p=30%, or give it with --p",
    "within": "stands within the sentence: is it the probability, or part of it? "
    "write p=30%, or give it with --p",
    "bare_one": "is 1 percent, or certain? write 1% or 100%",
    "bare_percent": "is a probability of {percent}, or another number? write {percent} or {share} "
    "if it is the first",
    "score_or_odds": "may be a result, or odds of {percent}; write p={odds} if it is the second",
    "fraction_or_odds": "is {share}, or odds of {odds}, which are {p}? write the one meant",
    "fraction_or_day": "is a fraction, or a day? write p=30%, or give it with --p",
    "even_or_certain": "is 50% or 100%? write the one meant",
    "bound": "is a bound, and a probability is one number; write it, or a range such as 1%-5%",
    "two_confidences": "are two confidences, and a forecast has one; keep the one meant",
    "modal": "may say how sure you are, or nothing of it; write a probability or a word such as "
    "possibly",
    "two_days": "is {one} or {other}? write the one meant",
    "time_or_odds": "is a day with a time, or a day and odds? write the odds as p={odds}",
    "two_deadlines": "are two deadlines, and a proposition has one; keep the one meant",
    "mention": "is who forecasts, or part of the sentence? name the forecaster with --as",
    # cannot be read at all
    "no_sentence": "has no sentence; write what will turn out true or false",
    "no_probability": "says no probability; write 12% after the text, p=1:7, or give --p",
    "no_date": "is no date; write 2027-12-31, 31.12.2027, 31 December 2027, Friday, in 3 weeks "
    "or end of 2027",
    "unknown_deadline": "is no deadline that is understood ({p} is); write one such as "
    "by:2027-12-31",
    "no_such_day": "{reason}",
    "past_deadline": "has passed; say with --made-at when the forecast was made, or mend the day",
    "signed": "has a sign, and a probability has none; write 12%",
    "out_of_range": "lies outside 0% to 100%; write one between them",
    "share_of_many": "is a share of something, and no probability of the whole; "
    "write p=30%, or give it with --p",
    "no_such_phrase": "is no phrase of probability that is known; write one such as {phrases}, "
    "or a percentage",
    "no_number": "is no probability; write 12%, 0.12, 1:7 or 1/8",
    "odds_of_nothing": "are odds of nothing; write 0% or 100%",
    "divides_by_zero": "divides by zero; write a fraction such as 1/8",
    "above_hundred": "lies above 100 percent; write 12%, 0.12, 1:7 or 1/8",
    "too_long": "is too long; write 12%, 0.12, 1:7 or 1/8",
    "strange_digits": "has digits other than 0 to 9; write 12%, 0.12, 1:7 or 1/8",
    "is_range": "is a range; give it with --range, as 10%..30%",
    "falling_range": "does not rise; write the lower end first",
}


def ambiguous(field: str, named: str, fault: str, **facts: str) -> AmbiguousError:
    """Make the error of words that can be read in two ways: a person may be asked."""
    return AmbiguousError(field, named, PROBLEMS[fault], code=f"line.{fault}", **facts)


def unread(field: str, named: str, fault: str, **facts: str) -> UnreadError:
    """Make the error of words that cannot be read, or of what is missing."""
    return UnreadError(field, named, PROBLEMS[fault], code=f"line.{fault}", **facts)
