"""A template of somebody's own is confined: what it may call, how long it runs, how much it makes.

It publishes no file but its own, runs nothing in the reader's browser, and ends.
"""

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from jinja2.sandbox import SandboxedEnvironment

from brierbook.errors import BookError, FormError, quote_value

__all__ = ["LARGEST_PAGE", "ConfinedEnvironment", "limit_time", "refuse_unfit_file"]

LARGEST_FILE = 2**20  # bytes
LARGEST_VALUE = 10**6  # characters or items that a product may make
LARGEST_PAGE = 2**25  # characters
SECONDS = 20.0
SMALL = 8  # the largest exponent
LOOK = 256  # lines of a template between two looks at the clock
# what makes a long text out of a short one
SWELLING = {"center", "expandtabs", "format", "format_map", "ljust", "rjust", "zfill"}
IN_STYLE = re.compile(
    r"<|@import|url\(\s*[\"']?(?!data:|#)|expression\(|javascript:", re.IGNORECASE
)
IN_PAGE = re.compile(
    r"<\s*(script|iframe|object|embed|base)|\son[a-z]+\s*=|javascript:", re.IGNORECASE
)

type Trace = Any


class ConfinedEnvironment(SandboxedEnvironment):
    """The template engine, without what makes endless texts."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # those of jinja
        super().__init__(**options)
        for name in ("center", "format", "indent"):
            del self.filters[name]

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401  # as jinja has it
        """Refuse a product that is too large, and formats."""
        if operator == "%" and isinstance(left, str):
            raise FormError(
                "a format with % is not allowed; write the text and the value",
                code="page.percent_format",
            )
        if operator == "**" and not (abs(left) <= LARGEST_VALUE and abs(right) <= SMALL):
            raise FormError("a power is too large", code="page.power")
        if operator == "*":
            _refuse_large_product(left, right)
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> Any:  # noqa: ANN401  # the same
        """Refuse the formats of texts, whose widths have no bound."""
        if super().wrap_str_format(value) is not None:
            raise FormError(
                "a format is not allowed; write the text and the value", code="page.format"
            )

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401  # the same
        """Keep away the methods that make a long text out of a short one."""
        if isinstance(obj, str | bytes) and attr in SWELLING:
            return False
        return super().is_safe_attribute(obj, attr, value)


def _refuse_large_product(left: Any, right: Any) -> None:  # noqa: ANN401  # whatever a template multiplies
    """Refuse a text or a list many times over."""
    for many, times in ((left, right), (right, left)):
        size = len(many) if hasattr(many, "__len__") else 0
        if isinstance(times, int) and size * times > LARGEST_VALUE:
            raise FormError("a text or a list is repeated too often", code="page.repeated")


@contextmanager
def limit_time(seconds: float = SECONDS) -> Iterator[None]:
    """End what runs inside after some seconds, with a FormError."""
    until, seen, before = time.monotonic() + seconds, 0, sys.gettrace()

    def look(frame: FrameType, _: str, __: object) -> Trace:
        nonlocal seen
        seen += 1
        if seen % LOOK == 0 and time.monotonic() > until:
            raise FormError("it ran for longer than a page may take", code="page.slow")
        # the lines of what a template calls, such as the drawing of a figure, would be too many
        return None if frame.f_code.co_filename.endswith(".py") else look

    sys.settrace(look)
    try:
        yield
    finally:
        sys.settrace(before)


def refuse_unfit_file(folder: Path, path: Path) -> None:
    """Refuse a file of a template that leads elsewhere, is too large, or brings a script."""
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        raise BookError(
            str(path),
            None,
            None,
            "leads out of the folder, or is no file",
            code="template.outside",
        )
    if path.stat().st_size > LARGEST_FILE:
        raise BookError(
            str(path),
            None,
            None,
            "has more than {n} bytes",
            code="template.large",
            n=LARGEST_FILE,
        )
    pattern = {".css": IN_STYLE, ".jinja": IN_PAGE}.get(path.suffix)
    found = pattern and pattern.search(path.read_text(encoding="utf-8", errors="replace"))
    if found:
        raise BookError(
            str(path),
            None,
            None,
            "holds {text}, and a report runs and loads nothing",
            code="template.script",
            text=quote_value(found[0]),
        )
