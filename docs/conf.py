"""How Sphinx builds these pages: everything that a reader needs is in the folder it writes."""

import re

from docutils import nodes
from sphinx.application import Sphinx

project = "brierbook"
author = "The brierbook developers"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_title = "brierbook"
html_copy_source = False
html_show_sourcelink = False
nitpicky = False  # docstrings name types as NumPy's do, in words

myst_heading_anchors = 3
autodoc_typehints = "none"  # the docstrings say what goes in and what comes out
autodoc_default_options = {"members": True}
napoleon_google_docstring = False
napoleon_use_rtype = False
add_module_names = False
maximum_signature_line_length = 80

FOOTNOTE = re.compile(r"^(\s*)\.\. \[(\d+)\] ")
CITED = re.compile(r"\[(\d+)\]_")


def number_by_hand(  # Sphinx passes them by position
    _app: Sphinx, _kind: str, _name: str, _value: object, _options: object, lines: list[str]
) -> None:
    """Make footnotes plain text: each docstring counts from one, and a page holds many."""
    lines[:] = [CITED.sub(r"[\1]", FOOTNOTE.sub(r"\1* [\2] ", line)) for line in lines]


def show_formulae_as_text(_: Sphinx, tree: nodes.document) -> None:
    """Show formulae as they are written: drawing them would need a script from elsewhere."""
    for node in list(tree.findall(nodes.math)):
        node.replace_self(nodes.literal(text=node.astext()))
    for block in list(tree.findall(nodes.math_block)):
        block.replace_self(nodes.literal_block(text=block.astext(), language="text"))


# what the theme and Sphinx write that those who do not see, or use no mouse, cannot use
BARRIERS = {
    'role="heading">': 'role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    "<pre>": '<pre tabindex="0">',
}
# a signature in lines is marked up as definitions without terms
SIGNATURE = re.compile(r'<dl>\n((?:<dd><em class="sig-param">.*?</em>,?</dd>\n*)+)</dl>')


def lower_barriers(app: Sphinx, exception: Exception | None) -> None:
    """Mend the pages once they are written."""
    if exception is None and app.builder.format == "html":
        for path in app.outdir.rglob("*.html"):
            text = path.read_text(encoding="utf-8")
            path.write_text(without_barriers(text), encoding="utf-8")


def without_barriers(page: str) -> str:
    """Mend a page."""
    for barrier, mended in BARRIERS.items():
        page = page.replace(barrier, mended)
    return SIGNATURE.sub(in_lines, page)


def in_lines(found: re.Match[str]) -> str:
    """Write a signature as plain lines."""
    lines = found[1].replace("<dd>", '<div style="margin-left: 2em">').replace("</dd>", "</div>")
    return f"<div>{lines}</div>"


def setup(app: Sphinx) -> None:
    """Change docstrings before they are read, and pages before and after they are written."""
    app.connect("autodoc-process-docstring", number_by_hand, priority=400)
    app.connect("doctree-read", show_formulae_as_text)
    app.connect("build-finished", lower_barriers)
