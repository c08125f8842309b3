"""A template of somebody's own publishes its own files only, runs nothing, and ends."""

from pathlib import Path

import pytest

from brierbook.errors import BookError, FormError
from brierbook.reports import confined
from brierbook.reports.confined import ConfinedEnvironment, limit_time
from brierbook.reports.template import read_template


@pytest.mark.parametrize(
    "text",
    [
        "{{ 'a' * 9999999999 }}",
        "{{ 9999999999 * 'a' }}",
        "{{ [1] * 99999999 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ 'a'.ljust(999999999) }}",
        "{{ '{:>999999999}'.format(1) }}",
        "{{ 'a' | center(999999999) }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    ],
)
def test_what_swells_or_reaches_out_is_refused(text: str) -> None:
    with pytest.raises(
        Exception, match=r"not allowed|too often|too large|not safe|No filter|unsafe"
    ):
        ConfinedEnvironment(autoescape=True).from_string(text).render()


def test_an_endless_loop_ends() -> None:
    text = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}"
    page = ConfinedEnvironment(autoescape=True).from_string(text)
    with pytest.raises(FormError, match="it ran for longer than"), limit_time(0.2):
        page.render()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("report.css", "p { color: red } </style><script>alert(1)</script>"),
        ("report.css", "@import 'https://example.org/x.css';"),
        ("report.css", "p { background: url( 'https://example.org/x.png') }"),
        ("report.html.jinja", "<p onclick = 'alert(1)'>"),
        ("report.html.jinja", "<SCRIPT src=x>"),
        ("report.html.jinja", "<a href='javascript:alert(1)'>"),
    ],
)
def test_what_runs_or_loads_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BookError, match="a report runs and loads nothing"):
        read_template(tmp_path)


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("top secret", encoding="utf-8")
    folder = tmp_path / "template"
    folder.mkdir()
    (folder / "report.css").symlink_to(tmp_path / "secret")
    with pytest.raises(BookError, match="leads out of the folder"):
        read_template(folder)


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "LARGEST_FILE", 10)
    (tmp_path / "report.css").write_text("p { color: red }", encoding="utf-8")
    with pytest.raises(BookError, match="has more than 10 bytes"):
        read_template(tmp_path)


def test_a_deep_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sections.toml").write_text(f"sections = {'[' * 9000}", encoding="utf-8")
    with pytest.raises(BookError, match="cannot be read"):
        read_template(tmp_path)
