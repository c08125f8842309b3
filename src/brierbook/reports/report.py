"""A retrospective as a report: the sections in their order."""

from collections.abc import Callable

from brierbook.errors import ArgumentError
from brierbook.reports.catalogue import Catalogue, catalogue
from brierbook.reports.model import Block, Heading, Paragraph, Report, line
from brierbook.reports.plugins import REPORTS, announced, load
from brierbook.reports.plugins import SECTIONS as KIND
from brierbook.reports.retrospective import Retrospective
from brierbook.reports.sections import (
    answer,
    calibration,
    calls,
    choices,
    comparison,
    evidence,
    groups,
    left_out,
    lessons,
    method,
    said,
    scores,
    timelines,
    waiting,
)
from brierbook.reports.template import OWN, PLAIN, Template

type Section = Callable[[Retrospective, Catalogue], list[Block]]

SECTIONS: dict[str, Section] = {
    "answer": answer.blocks,
    "scores": scores.blocks,
    "said": said.blocks,
    "calibration": calibration.blocks,
    "calls": calls.blocks,
    "groups": groups.blocks,
    "timelines": timelines.blocks,
    "evidence": evidence.blocks,
    "left_out": left_out.blocks,
    "waiting": waiting.blocks,
    "choices": choices.blocks,
    "lessons": lessons.blocks,
    "comparison": comparison.blocks,
    "method": method.blocks,
}
CODE = """\
import brierbook as bb
from brierbook.reports.figures.recalibration import plot_recalibration
from brierbook.reports.figures.reliability import plot_reliability
from brierbook.reports.sections.pictures import (
    draw_course,
    draw_forest,
    draw_surprises,
    draw_words,
)

book = bb.load_book(bb.find_workspace())
selection = bb.Selection({selection})
found = bb.retrospect(book, selection=selection, engine={engine!r})
found.scored.head()"""


def write_report(r: Retrospective, language: str, template: Template = PLAIN) -> Report:
    """Write the whole report in one language."""
    words = catalogue(language)
    title = words.say("report.title", title=r.book.header.title.pick(language)[0])
    blocks = [block for section in sections(template) for block in section(r, words)]
    return Report(language, title, (Heading(1, title), *blocks), r.made_at, code(r))


def sections(template: Template) -> list[Section]:
    """Find the sections in their order; those of other packages stand before the method."""
    if template.sections is not None:
        return [find_section(name) for name in template.sections]
    others = [
        load(point) for name, point in announced(REPORTS, KIND).items() if name not in SECTIONS
    ]
    *most, last = SECTIONS.values()
    return [*most, *others, last]


def find_section(name: str) -> Section:
    """Find a section by its name: one of ours, of the template, or of another package."""
    if name in SECTIONS:
        return SECTIONS[name]
    if name.startswith(f"{OWN}."):
        return own(name)
    others = announced(REPORTS, KIND)
    if name not in others:
        known = ", ".join([*SECTIONS, *others])
        raise ArgumentError("sections", f"{name!r} is unknown; use {known}, or {OWN}.NAME")
    found: Section = load(others[name])
    return found


def own(name: str) -> Section:
    """Make a section of the texts of a template."""

    def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
        del r
        try:
            section = words.message(name)
        except KeyError as error:
            problem = f"has no [{name}]; write it, with heading and paragraphs"
            raise ArgumentError(f"{words.language}.toml", problem) from error
        return [
            Heading(2, section["heading"]),
            *(Paragraph(line(text)) for text in section["paragraphs"]),
        ]

    return blocks


def code(r: Retrospective) -> str:
    """Write what a notebook begins with: the same numbers by the public interface."""
    chosen = r.selection
    given = {"query": chosen.query, "by": chosen.by}
    said = ", ".join(f"{name}={value!r}" for name, value in given.items())
    times = [
        f"{name}=parse_moment({moment.text!r})"
        for name in ("since", "until")
        if (moment := getattr(chosen, name)) is not None
    ]
    made = CODE.format(selection=", ".join([said, *times]), engine=r.engine)
    return f"from brierbook.forecasts.when import parse_moment\n{made}" if times else made
