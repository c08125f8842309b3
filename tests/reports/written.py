"""Reports as text, without the drawing of their figures, which takes longest."""

from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.report import write_report
from brierbook.reports.writers.markdown import to_markdown
from brierbook.reports.writers.summary_files import summary_json

__all__ = ["report_texts"]


def report_texts(found: Retrospective, *languages: str) -> dict[str, str]:
    """Give the reports as Markdown and the summary, by the names of their files."""
    made = {
        f"report.{language}.md": to_markdown(write_report(found, language)).decode()
        for language in languages
    }
    return made | {"summary.json": summary_json(found)}
