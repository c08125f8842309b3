"""A retrospective as a report: the sections in their order."""

from collections.abc import Callable

from brierbook.reports.catalogue import Catalogue, catalogue
from brierbook.reports.model import Block, Heading, Report
from brierbook.reports.retrospective import Retrospective
from brierbook.reports.sections import (
    answer,
    calibration,
    calls,
    choices,
    evidence,
    groups,
    left_out,
    method,
    said,
    scores,
    waiting,
)

type Section = Callable[[Retrospective, Catalogue], list[Block]]

SECTIONS: tuple[Section, ...] = (
    answer.blocks,
    scores.blocks,
    said.blocks,
    calibration.blocks,
    calls.blocks,
    groups.blocks,
    evidence.blocks,
    left_out.blocks,
    choices.blocks,
    waiting.blocks,
    method.blocks,
)


def write_report(r: Retrospective, language: str) -> Report:
    """Write the whole report in one language."""
    words = catalogue(language)
    title = words.say("report.title", title=r.book.header.title.pick(language)[0])
    body = [block for section in SECTIONS for block in section(r, words)]
    return Report(language, title, (Heading(1, title), *body))
