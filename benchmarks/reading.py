"""How well statements that look ahead are found, on annotated sentences, and how fast.

    uv run python benchmarks/reading.py dev
    uv run python benchmarks/reading.py heldout
    uv run python benchmarks/reading.py speed

The sentences in `benchmarks/reading/` were written and annotated by somebody who had seen neither
the engine nor its cues. `dev` was there for tuning; `heldout` is looked at once. Intervals are
percentiles of a bootstrap over sentences. A class with fewer than twenty sentences gets counts.
"""

import json
import random
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from brierbook.forecasts.reading.engine.candidates import classify
from brierbook.forecasts.reading.engine.cues import SCORABLE, built_in_grammar
from brierbook.forecasts.reading.engine.reader import Reader, read_text

HERE = Path(__file__).with_name("reading")
LANGUAGES = ("en", "uk", "ru")
DRAWS, SEED = 2000, 17
SHARE = 0.1  # of the sentences of plain news look ahead
SENTENCES = 20_000
FEW = 20
SHORTEST, ENDING = 4, 2  # letters of a stem, and of the ending that a list would leave off


class Judged(NamedTuple):
    """A sentence: what a person and what the engine and the list said of it."""

    wanted: bool
    found: bool
    listed: bool
    wanted_class: str
    found_class: str


def main() -> None:
    """Run the part that is asked for."""
    part = sys.argv[1] if len(sys.argv) > 1 else "dev"
    if part == "speed":
        measure_speed()
        return
    for language in LANGUAGES:
        show(language, judge(language, part))


def judge(language: str, part: str) -> list[Judged]:
    """Read the annotated sentences of a language."""
    reader = Reader.of(language)
    stems = plain_list(language)
    rows: list[Judged] = []
    for line in (HERE / f"{part}_{language}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found, cls = classify(reader.analyse(row["text"]))
        said = any(word.startswith(stems) for word in re.findall(r"[\w'’]+", row["text"].lower()))
        rows.append(Judged(row["forward"], found, said, row["class"], cls))
    return rows


def plain_list(language: str) -> tuple[str, ...]:
    """List the words of all cues: a list without scope, morphology or exclusions."""
    words: set[str] = set()
    for rule in built_in_grammar(language).rules:
        for pattern in rule.patterns if rule.kind == "cue" and rule.cls in SCORABLE else ():
            element = pattern.elements[pattern.anchor]
            words |= element.keys | element.lemmas | {name for name, _, _ in element.marked}
    long = (word for word in words if len(word) >= SHORTEST)
    if language == "en":
        return tuple(sorted(long))
    return tuple(sorted(word[: max(SHORTEST, len(word) - ENDING)] for word in long))


def rates(rows: list[Judged], *, listed: bool = False) -> tuple[float, float, float, float]:
    """Give precision, recall, F1, and the precision at the share of plain news."""
    said = [each.listed if listed else each.found for each in rows]
    pairs = Counter((each.wanted, found) for each, found in zip(rows, said, strict=True))
    hit, false, miss = pairs[True, True], pairs[False, True], pairs[True, False]
    precision, recall = hit / (hit + false or 1), hit / (hit + miss or 1)
    alarm = false / (false + pairs[False, False] or 1)
    plain = SHARE * recall / (SHARE * recall + (1 - SHARE) * alarm or 1)
    return precision, recall, 2 * hit / (2 * hit + false + miss or 1), plain


def interval(values: list[float]) -> str:
    """Give the central 95 % of draws."""
    ordered = sorted(values)
    return f"{ordered[int(0.025 * DRAWS)]:.3f}-{ordered[int(0.975 * DRAWS) - 1]:.3f}"


def show(language: str, rows: list[Judged]) -> None:
    """Print the figures of a language."""
    drawn = random.Random(SEED)  # noqa: S311  # a bootstrap needs no secrets
    samples = [drawn.choices(rows, k=len(rows)) for _ in range(DRAWS)]
    drawn_rates = [rates(sample) for sample in samples]
    names = ("precision", "recall", "F1", f"precision at {SHARE:.0%}")
    print(f"{language}: {len(rows)} sentences, {sum(each.wanted for each in rows)} look ahead")
    for place, (name, value) in enumerate(zip(names, rates(rows), strict=True)):
        print(f"  {name} {value:.3f} ({interval([each[place] for each in drawn_rates])})")
    print(f"  F1 of a plain cue list {rates(rows, listed=True)[2]:.3f}", end="; ")
    paired = [rates(sample)[2] - rates(sample, listed=True)[2] for sample in samples]
    print(f"the engine is ahead by {interval(paired)}")
    show_classes(rows)


def show_classes(rows: list[Judged]) -> None:
    """Print how often the class is the one that a person gave."""
    for cls, n in sorted(Counter(each.wanted_class for each in rows).items()):
        found = sum(each.wanted_class == cls == each.found_class for each in rows)
        said = sum(each.found_class == cls for each in rows)
        share = "" if n < FEW else f", recall {found / n:.2f}, precision {found / (said or 1):.2f}"
        print(f"    {cls}: {found} of {n} found as such, {said} called so{share}")


def distinct_sentences(language: str) -> str:
    """Make distinct sentences out of the words of the annotated ones."""
    lines = (HERE / f"dev_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    words = [json.loads(line)["text"].split() for line in lines]
    pool = [word for sentence in words for word in sentence]
    drawn = random.Random(SEED)  # noqa: S311  # as above
    made: set[str] = set()
    while len(made) < SENTENCES:
        sentence = list(drawn.choice(words))
        for _ in range(max(1, len(sentence) // 4)):
            sentence[drawn.randrange(len(sentence))] = drawn.choice(pool)
        made.add(" ".join(sentence))
    return "\n".join(sorted(made))


def measure_speed() -> None:
    """Time each language in a process of its own, with cold caches."""
    if len(sys.argv) > 2:
        time_language(sys.argv[2])
        return
    for language in LANGUAGES:
        subprocess.run([sys.executable, __file__, "speed", language], check=True)


def time_language(language: str) -> None:
    """Print sentences a second of CPU time, the memory, and the start."""
    text = distinct_sentences(language)
    before = time.process_time()
    list(read_text("Start.", language=language))
    started = time.process_time() - before
    before = time.process_time()
    found = sum(1 for _ in read_text(text, language=language))
    seconds = time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{language}: {SENTENCES / seconds:,.0f} sentences a second, {found:,} candidates; "
        f"start {started:.2f} s, {memory:.0f} MB"
    )


if __name__ == "__main__":
    main()
