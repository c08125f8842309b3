"""Progress for a person: a bar with the time left, on stderr, only where that is a terminal."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import click

__all__ = ["iterate_with_bar", "progress_bar"]


@contextmanager
def progress_bar(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Give a function that takes the steps done and their total."""
    shown = None if quiet or not sys.stderr.isatty() else ProgressBar(label)
    try:
        yield shown.update if shown else _ignore_progress
    finally:
        if shown:
            shown.close()


def _ignore_progress(done: int, total: int) -> None:
    """Show nothing."""
    del done, total


class ProgressBar:
    """A bar that learns its length with the first step."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.done = 0
        self.bar: click._termui_impl.ProgressBar[int] | None = None
        click.echo(f"{label} ...\r", nl=False, err=True)

    def update(self, done: int, total: int) -> None:
        """Move on."""
        if self.bar is None:
            self.bar = click.progressbar(length=total, label=self.label, file=sys.stderr)
            self.bar.render_progress()
        self.bar.update(done - self.done)
        self.done = done

    def close(self) -> None:
        """Leave the line."""
        if self.bar is not None:
            self.bar.render_finish()
        else:
            click.echo("", err=True)


def iterate_with_bar[T](items: Iterable[T], total: int, label: str) -> Iterator[T]:
    """Show a bar while items come."""
    with progress_bar(label) as update:
        for number, item in enumerate(items, start=1):
            update(number, total)
            yield item
