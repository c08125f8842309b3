"""A folder of one's own texts, sections and page."""

from pathlib import Path

import pytest

from brierbook.errors import ArgumentError, BookError, BrierbookError, WorkspaceError
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.publish import Edition, report_files
from brierbook.reports.template import PLAIN, read_template, use_template
from brierbook.speech.catalogue import load_catalogue


def written(r: Retrospective, folder: Path, *languages: str) -> dict[str, str]:
    edition = Edition(languages, ("html", "md"), read_template(folder))
    return {name: content.decode() for name, content in report_files(r, edition)}


def test_texts_take_the_place_of_ours_in_one_language(small: Retrospective, tmp_path: Path) -> None:
    text = '[answer]\nheading = "The gist"\n[figure.reliability]\ntitle = "Said and done"\n'
    (tmp_path / "en.toml").write_text(text, encoding="utf-8")
    made = written(small, tmp_path, "en", "uk")
    assert "## The gist" in made["report.en.md"]
    assert "## How good that was" not in made["report.en.md"]
    assert "## Наскільки це добре" in made["report.uk.md"]
    assert load_catalogue("en").say("answer.heading") == "How good that was"


def test_the_texts_reach_the_figures(tmp_path: Path) -> None:
    text = '[figure.reliability]\ntitle = "Said and done"\n'
    (tmp_path / "en.toml").write_text(text, encoding="utf-8")
    with use_template(read_template(tmp_path)):
        assert load_catalogue("en").say("figure.reliability.title") == "Said and done"
    assert load_catalogue("en").say("figure.reliability.title") != "Said and done"


def test_sections_come_in_the_order_given_with_those_of_ones_own(
    small: Retrospective, tmp_path: Path
) -> None:
    (tmp_path / "sections.toml").write_text(
        'sections = ["own.licence", "scores", "answer"]', encoding="utf-8"
    )
    (tmp_path / "en.toml").write_text(
        '[own.licence]\nheading = "Licence"\nparagraphs = ["CC BY <b>4.0</b>", "Share {it}."]\n',
        encoding="utf-8",
    )
    made = written(small, tmp_path, "en")
    places = [
        made["report.en.md"].index(each)
        for each in ("## Licence", "Mean scores", "## How good that was")
    ]
    assert places == sorted(places)
    assert "Share {it}." in made["report.en.md"]
    assert "## Method" not in made["report.en.md"]
    assert "CC BY &lt;b&gt;4.0" in made["report.en.html"]


def test_the_page_and_its_style_can_be_replaced(small: Retrospective, tmp_path: Path) -> None:
    (tmp_path / "report.css").write_text("body { color: teal; }", encoding="utf-8")
    made = written(small, tmp_path, "en")
    assert "color: teal" in made["report.en.html"]
    page = "<title>{{ report.title }}</title>{{ report.blocks | length }}"
    (tmp_path / "report.html.jinja").write_text(page, encoding="utf-8")
    made = written(small, tmp_path, "en")
    assert made["report.en.html"].startswith("<title>Retrospective: Rain")


BAD = [
    ("en.toml", '[answer]\nheadin = "x"', "en.toml: answer.headin: is no key of brierbook"),
    ("uk.toml", '[answer]\nheading = ""', "uk.toml: answer.heading: is not a str with something"),
    ("ru.toml", "[answer]\nheading = 5", "answer.heading: is not a str"),
    ("en.toml", 'answer = "x"', "answer: is not a dict"),
    ("en.toml", "[form]\nmonths = []", "form.months: is not a list"),
    ("en.toml", "[form]\nmonths = [1]", "form.months: holds something else than texts"),
    ("en.toml", '[answer]\nbetter = "{p}"', "answer.better: asks for {p}, which is not given"),
    ("en.toml", '[answer]\nbetter = "{"', "answer.better: has braces that do not match"),
    ("en.toml", '[answer]\nscore = "{brier:>99}"', "answer.score: has a format in braces"),
    ("en.toml", '[answer]\nscore = "{brier.__class__}"', "asks for {brier.__class__}"),
    ("en.toml", "[answer", "en.toml: cannot be read"),
    ("en.toml", '[own]\nx = "y"', "own.x: needs heading = text and paragraphs"),
    ("en.toml", 'own = "y"', "needs heading = text and paragraphs"),
    ("sections.toml", "sections = []", "sections: is not a list of names"),
    ("sections.toml", 'sections = ["answer"]\nmore = 1', "sections: is not a list of names"),
    ("notes.txt", "x", "notes.txt: is no part of a template; use en.toml"),
]


@pytest.mark.parametrize(("name", "content", "message"), BAD)
def test_a_bad_template_is_refused_by_file_and_key(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(BookError) as caught:
        read_template(tmp_path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="is no folder"):
        read_template(tmp_path / "nowhere")


LATE = [
    ("sections.toml", 'sections = ["answers"]', "'answers' is unknown; use events, answer"),
    ("sections.toml", 'sections = ["own.licence"]', r"en.toml: has no \[own.licence\]"),
    ("report.html.jinja", "{{ report.nothing }}", "the page cannot be made"),
    ("report.html.jinja", "{% if %}", "the page cannot be made, line 1"),
    ("report.html.jinja", "{{ 1 / 0 }}", "the page cannot be made"),
    ("report.html.jinja", "{{ ''.__class__.__mro__ }}", "the page cannot be made"),
]


@pytest.mark.parametrize(("name", "content", "message"), LATE)
def test_what_shows_only_when_it_is_used_is_one_line(
    small: Retrospective, tmp_path: Path, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises((ArgumentError, WorkspaceError), match=message) as caught:
        written(small, tmp_path, "en")
    assert isinstance(caught.value, BrierbookError)
    assert "\n" not in str(caught.value)


def test_without_a_template_nothing_changes() -> None:
    with use_template(PLAIN):
        assert load_catalogue("ru").say("answer.heading") == "Насколько это хорошо"
