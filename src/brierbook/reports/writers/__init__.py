"""A report as HTML, as Markdown and as data."""
