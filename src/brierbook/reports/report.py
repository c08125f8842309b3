"""A retrospective as a report: the sections in their order."""

from collections.abc import Callable

from brierbook.analysis.tables.standing.choices import POOLED
from brierbook.errors import ArgumentError, quote_value
from brierbook.forecasts.rules.windows import book_time
from brierbook.reports.figures.kit.names import names_of_book
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import Block, Heading, Paragraph, Report, line
from brierbook.reports.plugins import REPORTS, find_entry_points, load_entry_point
from brierbook.reports.plugins import SECTIONS as KIND
from brierbook.reports.sections import (
    answer,
    calibration,
    calls,
    changed_after,
    choices,
    comparison,
    events,
    evidence,
    groups,
    kinds,
    left_out,
    lessons,
    method,
    scores,
    timelines,
)
from brierbook.reports.sections import scored_propositions as said
from brierbook.reports.sections.time import bases, standings, waiting
from brierbook.reports.template import OWN, PLAIN, Template
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["write_report"]

type Section = Callable[[Retrospective, Catalogue], list[Block]]

SECTIONS: dict[str, Section] = {
    "events": events.events_blocks,
    "answer": answer.answer_blocks,
    "scores": scores.scores_blocks,
    "standings": standings.standings_blocks,
    "bases": bases.bases_blocks,
    "said": said.said_blocks,
    "kinds": kinds.kinds_blocks,
    "calibration": calibration.calibration_blocks,
    "calls": calls.calls_blocks,
    "groups": groups.groups_blocks,
    "timelines": timelines.timelines_blocks,
    "evidence": evidence.evidence_blocks,
    "left_out": left_out.left_out_blocks,
    "changed_after": changed_after.changed_after_blocks,
    "waiting": waiting.waiting_blocks,
    "choices": choices.choices_blocks,
    "lessons": lessons.lessons_blocks,
    "comparison": comparison.comparison_blocks,
    "method": method.method_blocks,
}
CODE = """\
import brierbook as bb
from brierbook.reports.figures.recalibration import plot_recalibration
from brierbook.reports.figures.reliability import plot_reliability
from brierbook.reports.sections.events import draw_events
from brierbook.reports.sections.pictures import (
    draw_course,
    draw_forest,
    draw_surprises,
    draw_words,
)

book = bb.open_book(bb.find_workspace())
selection = bb.Selection({selection})
found = bb.retrospect(book, selection=selection, {now}engine={engine!r})
found.scored.head()"""


def write_report(r: Retrospective, language: str, template: Template = PLAIN) -> Report:
    """Write the whole report in one language."""
    words = load_catalogue(language)
    title = words.say("report.title", title=r.book.header.title.pick(language)[0])
    with names_of_book(r.book):
        blocks = [block for section in _ordered_sections(template) for block in section(r, words)]
    return Report(language, title, (Heading(1, title), *blocks), r.made_at, _notebook_preamble(r))


def _ordered_sections(template: Template) -> list[Section]:
    """Find the sections in their order; those of other packages stand before the method."""
    if template.sections is not None:
        return [_find_section(name) for name in template.sections]
    others = [
        load_entry_point(point)
        for name, point in find_entry_points(REPORTS, KIND).items()
        if name not in SECTIONS
    ]
    *most, last = SECTIONS.values()
    return [*most, *others, last]


def _find_section(name: str) -> Section:
    """Find a section by its name: one of ours, of the template, or of another package."""
    if name in SECTIONS:
        return SECTIONS[name]
    if name.startswith(f"{OWN}."):
        return _template_section(name)
    others = find_entry_points(REPORTS, KIND)
    if name not in others:
        known = ", ".join([*SECTIONS, *others])
        raise ArgumentError(
            "sections",
            "{name} is unknown; use {known}, or {own}.NAME",
            code="report.no_section",
            name=quote_value(name),
            known=known,
            own=OWN,
        )
    found: Section = load_entry_point(others[name])
    return found


def _template_section(name: str) -> Section:
    """Make a section of the texts of a template."""

    def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
        del r
        try:
            section = words.message(name)
        except KeyError as error:
            raise ArgumentError(
                f"{words.language}.toml",
                "has no [{name}]; write it, with heading and paragraphs",
                code="report.own_section",
                name=name,
            ) from error
        return [
            Heading(2, section["heading"]),
            *(Paragraph(line(text)) for text in section["paragraphs"]),
        ]

    return blocks


def _notebook_preamble(r: Retrospective) -> str:
    """Write what a notebook begins with: the same numbers by the public interface."""
    chosen = r.selection
    given = {"query": chosen.query, "by": chosen.by}
    said = ", ".join(f"{name}={value!r}" for name, value in given.items())
    times = [
        f"{name}=parse_moment({moment.text!r})"
        for name in ("since", "until")
        if (moment := getattr(chosen, name)) is not None
    ]
    if chosen.standing != POOLED:
        times.append(f"standing=Standing{(chosen.standing.name, chosen.standing.days)!r}")
    later = r.made_at != book_time(r.book)
    now = f"now=datetime.fromisoformat({r.made_at.isoformat()!r}), " if later else ""
    lines = [
        *(["from datetime import datetime"] if later else []),
        *_notebook_imports(times),
        CODE.format(selection=", ".join([said, *times]), now=now, engine=r.engine),
    ]
    return "\n".join(lines)


def _notebook_imports(options: list[str]) -> list[str]:
    """Import what the options of a selection are made of."""
    code = " ".join(options)
    sources = {
        "parse_moment": "brierbook.forecasts.when",
        "Standing": "brierbook.analysis.tables.standing.choices",
    }
    return [f"from {room} import {name}" for name, room in sources.items() if name in code]
