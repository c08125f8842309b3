"""Documents into text: plain text, Markdown, HTML, PDF, Word, e-mail, and pages of the web.

The door is :func:`brierbook.forecasts.reading.documents.extraction.extract_text`. Whatever comes in
is bounded in bytes, pages and time, and refused with a line that says why.
"""
