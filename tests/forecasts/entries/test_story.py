"""The story of events that name none can be said later, of a book that was taken over too."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Draft


def test_the_last_story_that_was_said_holds(workspace: "Draft") -> None:
    book = workspace.examine().book
    storm = book.events["storm"]
    assert book.story_of(storm) == "storm"
    workspace.add("story", {"name": "april"})
    assert workspace.examine().book.story_of(storm) == "april"
    workspace.add("event", {"id": "flood", "title": {"en": "A flood"}, "story": "rivers"})
    book = workspace.examine().book
    assert book.story_of(book.events["flood"]) == "rivers"
    workspace.add("story", {})
    assert workspace.examine().book.story_of(storm) == "storm"
