"""Every kind of entry: what it becomes, and what each bad field says."""

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import entry, entry_line

from brierbook.errors import BookError, FieldError
from brierbook.forecasts.canonical import canonical_bytes, parse_canonical
from brierbook.forecasts.entries.book import MAX_LINE, parse_book
from brierbook.forecasts.entries.fields import Fields
from brierbook.forecasts.entries.parsing import READERS, parse_line
from brierbook.forecasts.entries.records import (
    Cue,
    Document,
    Event,
    Forecast,
    Forecaster,
    Header,
    MultilingualText,
    Origin,
    Proposition,
    Record,
    Resolution,
    ResolutionEvidence,
    Source,
    Stated,
    Statement,
    Worded,
)

if TYPE_CHECKING:
    from tests.conftest import Draft

HERE = Origin("book.jsonl", 7)
LEAF, NONCE = "ab" * 32, "cd" * 32
HIDDEN = {
    "confidence": {"how": "stated", "p": "0.30"},
    "forecaster": "mayor",
    "proposition": "opens",
}
# the kinds that the small book does without
LATER: dict[str, dict[str, Any]] = {
    "withdrawal": {
        "proposition": "opens",
        "forecaster": "mayor",
        "made_at": "2026-05-01T00:00:00Z",
    },
    "reveal": {
        "forecast": "f-opens",
        "proposition": "opens",
        "opening": {"body": HIDDEN, "nonce": NONCE},
    },
    "export": {
        "id": "fatebook-2027",
        "file": "seeds/fatebook.csv",
        "sha256": LEAF,
        "platform": "fatebook",
    },
    "alias": {"forecaster": "author", "same_as": "mayor"},
    "decision": {
        "candidate": "0123456789ab",
        "document": "doc",
        "start": 0,
        "end": 4,
        "quote": "Gate",
        "kind": "forecast",
        "action": "reject",
        "found_by": "cues",
        "reason": "too vague",
    },
    "revision": {
        "proposition": "opens",
        "proposition_body": {"text": {"en": "It opens."}, "opened": "2026-01-01T00:00:00Z"},
    },
    "story": {"name": "rain"},
    "note": {"text": {"en": "Outcomes were read again."}},
    "role": {"who": "tester", "role": "owner", "state": "given"},
    "clock": {"since": 4, "reason": "It was a year ahead."},
    "merge": {"common": 3, "size": 5, "root": LEAF},
    "migration": {"version": 1, "size": 6, "root": LEAF},
    "retraction": {"entry": LEAF},
    "redaction": {"entry": LEAF, "reason": "It named a person.", "kind": "forecast"},
    "anchor": {
        "size": 7,
        "root": LEAF,
        "checkpoint": "rain\n7\n",
        "authority": "A notary",
        "at": "2026-07-01T12:00:00Z",
        "token": "MAo=",
    },
    "key": {"verifier": "rain+0a1b2c3d+AQID", "state": "trusted"},
}


def read(entry: dict[str, Any]) -> Record:
    return parse_line(entry_line(entry).encode(), HERE)


def of_kind(workspace: "Draft", kind: str) -> dict[str, Any]:
    """Give an entry of a kind that a test may spoil."""
    return entry(kind, deepcopy(LATER[kind])) if kind in LATER else workspace.entry(kind)


def problem(entry: dict[str, Any]) -> str:
    with pytest.raises(BookError) as caught:
        read(entry)
    return str(caught.value)


def test_every_kind_is_in_the_small_book_or_among_the_later_ones(workspace: "Draft") -> None:
    assert {each["kind"] for each in workspace.entries} | set(LATER) == set(READERS)


def test_every_entry_knows_its_line_time_and_author(workspace: "Draft") -> None:
    book = workspace.examine().book
    assert len(book.records) == len(workspace.entries)
    for number, record in enumerate(book.records, start=1):
        assert record.origin == Origin("forecasts/book.jsonl", number)
        assert (record.by, record.recorded_at.text) == ("tester", "2026-07-01T12:00:00Z")


def test_every_line_survives_reading_and_writing_twice(workspace: "Draft") -> None:
    for line in workspace.lines():
        once = canonical_bytes(parse_canonical(line.encode()))
        assert once == canonical_bytes(parse_canonical(once)) == line.encode()
        assert parse_line(once, HERE) == parse_line(line.encode(), HERE)


def test_a_header_is_read(workspace: "Draft") -> None:
    header = read(workspace.entry("book"))
    assert isinstance(header, Header)
    assert (header.name, header.title) == (
        "rain-2026",
        MultilingualText(en="Rain", uk="Дощ", ru="Дождь"),
    )


def test_a_document_is_read(workspace: "Draft") -> None:
    body = workspace.body("document", "doc-en")
    body["publisher"] = "The Gazette"
    document = read(workspace.entry("document", "doc-en"))
    assert isinstance(document, Document)
    assert document.file == "seeds/rain.en.txt"
    assert (document.language, document.characters) == ("en", body["characters"])
    assert (document.title, document.publisher) == ("Rain and a bridge", "The Gazette")
    assert document.published.text == document.likeliest.text == "2026-04-02[Europe/Kyiv]"
    assert (document.sha256, document.basis) == (body["sha256"], "The text says so.")
    untitled = read(workspace.entry("document", "doc-uk"))
    assert isinstance(untitled, Document)
    assert (untitled.title, untitled.publisher) == (None, None)


def test_a_forecaster_is_read(workspace: "Draft") -> None:
    author, mayor = (
        read(workspace.entry("forecaster", "author")),
        read(workspace.entry("forecaster", "mayor")),
    )
    assert isinstance(author, Forecaster)
    assert isinstance(mayor, Forecaster)
    assert (author.kind, author.document, author.name.uk) == ("author", "doc-uk", "авторка")
    assert (mayor.kind, mayor.document, mayor.name.uk) == ("speaker", None, None)


def test_an_event_is_read(workspace: "Draft") -> None:
    event = read(workspace.entry("event", "storm"))
    assert isinstance(event, Event)
    assert (event.id, event.title) == ("storm", MultilingualText(en="The storm of April"))


def test_a_statement_is_read(workspace: "Draft") -> None:
    workspace.body("statement").update(
        attribution=["author", "mayor"], translation={"en": "It may rain."}, note="Who?"
    )
    statement = read(workspace.entry("statement"))
    assert isinstance(statement, Statement)
    assert (statement.start, statement.end, statement.prefix) == (0, 19, "")
    assert statement.quote == "Уночі може піти дощ"
    assert statement.suffix == ".\nМіст, певно, відкриють у травні"[:32]
    assert (statement.attribution, statement.speaker) == (("author", "mayor"), "mayor")
    assert statement.cues == (Cue("може", 6, 10),)
    assert (statement.kind, statement.manner) == ("forecast", "author")
    assert (statement.translation, statement.note) == (MultilingualText(en="It may rain."), "Who?")


def test_a_proposition_is_read(workspace: "Draft") -> None:
    workspace.body("proposition", "opens")["horizon"] = {"en": "“in May”"}
    opens = read(workspace.entry("proposition", "opens"))
    assert isinstance(opens, Proposition)
    assert (opens.claim, opens.reading, opens.event) == ("opens", "primary", "bridge")
    assert (opens.condition, opens.horizon) == ("rain@7d", MultilingualText(en="“in May”"))
    assert opens.deadline is not None
    assert (opens.deadline.text, opens.tags) == ("2026-05-31[Europe/Kyiv]", ("test",))
    assert opens.text == MultilingualText(en="opens happens.")
    assert opens.criteria == MultilingualText(en="Two people saw it.", uk="Двоє це бачили.")


def test_a_forecast_is_read_with_its_exact_decimal(workspace: "Draft") -> None:
    workspace.body("forecast", "f-opens").update(
        confidence={"how": "stated", "p": "0.90"}, reason="She said so."
    )
    stated = read(workspace.entry("forecast", "f-opens"))
    assert isinstance(stated, Forecast)
    assert isinstance(stated.confidence, Stated)
    assert str(stated.confidence.p) == "0.90"
    assert (stated.statement, stated.reason) == ("s-bridge", "She said so.")
    worded = read(workspace.entry("forecast", "f-rain"))
    assert isinstance(worded, Forecast)
    assert (worded.statement, worded.reason) == ("s-rain", None)
    assert worded.confidence == Worded(
        "може", "brierbook-words-1", "uk.may", Decimal("-0.406"), Decimal("1.352")
    )


def test_a_resolution_is_read(workspace: "Draft") -> None:
    workspace.body("resolution").update(
        settled_by="bridge", certainty="0.99", note={"uk": "Злива."}
    )
    resolution = read(workspace.entry("resolution"))
    assert isinstance(resolution, Resolution)
    assert (resolution.proposition, resolution.outcome) == ("rain@7d", "yes")
    assert resolution.decided_at is not None
    assert resolution.decided_at.text == "2026-04-05[Europe/Kyiv]"
    assert resolution.known_at.text == "2026-04-06[Europe/Kyiv]"
    assert (resolution.settled_by, resolution.certainty) == ("bridge", Decimal("0.99"))
    assert resolution.note == MultilingualText(uk="Злива.")
    source = Source("A diary", "https://example.org/diary")
    assert resolution.evidence == (ResolutionEvidence("It was seen.", "then", (source,)),)


WANTED = {
    "book": ("name", "title"),
    "document": ("id", "file", "sha256", "characters", "language", "published", "basis"),
    "forecaster": ("id", "kind", "name"),
    "event": ("id", "title"),
    "statement": ("id", "document", "start", "quote", "prefix", "manner", "attribution", "cues"),
    "proposition": ("id", "text"),
    "forecast": ("id", "proposition", "forecaster", "made_at", "confidence"),
    "resolution": ("proposition", "outcome", "known_at"),
    "withdrawal": ("proposition", "forecaster", "made_at"),
    "reveal": ("forecast", "opening"),
    "retraction": ("entry",),
    "redaction": ("entry", "reason"),
    "export": ("id", "file", "sha256", "platform"),
    "alias": ("forecaster", "same_as"),
    "revision": ("proposition_body",),
    "role": ("who", "role", "state"),
    "clock": ("since", "reason"),
    "merge": ("common", "size", "root"),
    "migration": ("version", "size", "root"),
    "anchor": ("size", "root", "checkpoint", "authority", "at", "token"),
    "key": ("verifier", "state"),
}


@pytest.mark.parametrize(
    ("kind", "field"), [(kind, field) for kind, fields in WANTED.items() for field in fields]
)
def test_a_field_that_is_missing_is_named(workspace: "Draft", kind: str, field: str) -> None:
    made = of_kind(workspace, kind)
    del made["body"][field]
    assert problem(made) == f"book.jsonl:7: {field}: is missing"


@pytest.mark.parametrize("kind", list(READERS))
def test_a_field_that_nobody_asked_for_is_named(workspace: "Draft", kind: str) -> None:
    made = of_kind(workspace, kind)
    made["body"]["colour"] = "red"
    wanted = "book.jsonl:7: colour: is not a field of this kind of entry; check the spelling"
    assert problem(made) == wanted


type Change = Callable[[dict[str, Any]], object]

BAD: list[tuple[str, Change, str]] = [
    ("book", lambda b: b.update(title={}), "title: needs a text in one of en, uk, ru"),
    ("book", lambda b: b.update(title={"de": "Regen"}), "title.de: is not a field"),
    ("book", lambda b: b.update(title="Rain"), "title: is not an object"),
    ("book", lambda b: b.update(title={"en": " "}), "title.en: must be a text that is not blank"),
    ("book", lambda b: b.update(name="../../tmp"), "name: is '../../tmp'; use small letters"),
    ("book", lambda b: b.update(name="/tmp"), "name: is '/tmp'; use small letters"),  # noqa: S108  # a name
    ("book", lambda b: b.update(name=".."), "name: is '..'; use small letters"),
    ("book", lambda b: b.update(name="rain\n"), "name: is 'rain\\n'; use small letters"),
    ("document", lambda b: b.update(characters=-1), "characters: must be an integer of at least 0"),
    ("document", lambda b: b.update(characters="7"), "characters: must be an integer"),
    ("document", lambda b: b.update(characters=True), "characters: must be an integer"),
    ("document", lambda b: b.update(language="de"), "language: is 'de'; use one of en, uk, ru"),
    ("document", lambda b: b.update(published="2026"), "published: '2026' is not a time"),
    ("document", lambda b: b.update(title=None), "title: must be a text that is not blank"),
    ("document", lambda b: b.update(file=7), "file: must be a text that is not blank"),
    ("forecaster", lambda b: b.update(kind="god"), "kind: is 'god'; use one of person, author"),
    ("forecaster", lambda b: b.update(id="\u2003"), "id: must be a text that is not blank"),
    ("statement", lambda b: b.update(kind="joke"), "kind: is 'joke'; use one of forecast"),
    ("statement", lambda b: b.update(manner="sung"), "manner: is 'sung'; use one of author"),
    ("statement", lambda b: b.update(prefix=1), "prefix: must be a text"),
    ("statement", lambda b: b.update(attribution=[]), "attribution: is empty; name at least one"),
    ("statement", lambda b: b.update(attribution="author"), "attribution: must be a list"),
    ("statement", lambda b: b.update(attribution=["a", 1]), "attribution[1].item: must be a text"),
    ("statement", lambda b: b.update(cues=[7]), "cues[0]: is not an object"),
    ("statement", lambda b: b["cues"][0].pop("end"), "cues[0].end: is missing"),
    ("statement", lambda b: b["cues"][0].update(size=1), "cues[0].size: is not a field"),
    ("proposition", lambda b: b.update(reading="odd"), "reading: is 'odd'; use one of primary"),
    ("proposition", lambda b: b.update(deadline="May"), "deadline: 'May' is not a time"),
    ("proposition", lambda b: b.update(condition=""), "condition: must be a text"),
    ("forecast", lambda b: b.update(confidence="0.5"), "confidence: is not an object"),
    ("forecast", lambda b: b.update(confidence={}), "confidence.how: is missing"),
    ("forecast", lambda b: b["confidence"].update(how="felt"), "confidence.how: is 'felt'"),
    ("forecast", lambda b: b["confidence"].update(p="0.5"), "confidence.p: is not a field"),
    ("forecast", lambda b: b["confidence"].update(sd_logit="0"), "confidence.sd_logit: is 0; a"),
    ("forecast", lambda b: b["confidence"].update(sd_logit="-1"), "confidence.sd_logit: is -1; a"),
    ("forecast", lambda b: b["confidence"].update(mean_logit="NaN"), "confidence.mean_logit: is"),
    ("resolution", lambda b: b.update(outcome="maybe"), "outcome: is 'maybe'; use one of yes, no"),
    ("resolution", lambda b: b.update(certainty="1.1"), "certainty: is 1.1; a probability lies"),
    ("resolution", lambda b: b["evidence"][0].pop("says"), "evidence[0].says: is missing"),
    (
        "resolution",
        lambda b: b["evidence"][0]["sources"][0].update(url="javascript:alert(1)"),
        "evidence[0].sources[0].url: is 'javascript:alert(1)'; give an http or https address",
    ),
    (
        "resolution",
        lambda b: b["evidence"][0]["sources"][0].update(url="https://a/\u202e"),
        "evidence[0].sources[0].url: is 'https://a/\\u202e'; give an http or https address",
    ),
]


@pytest.mark.parametrize(("kind", "spoil", "words"), BAD, ids=[words for *_, words in BAD])
def test_a_bad_field_is_named_with_file_and_line(
    workspace: "Draft", kind: str, spoil: Change, words: str
) -> None:
    spoil(workspace.body(kind))
    said = problem(workspace.entry(kind))
    assert said.startswith(f"book.jsonl:7: {words}")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"v": 3}, "v: is 3; this brierbook reads version 2"),
        ({"v": True}, "v: must be an integer of at least 0"),
        ({"kind": "rumour"}, "kind: is 'rumour'; use one of book, story"),
        ({"recorded_at": "now"}, "recorded_at: 'now' is not a time"),
        ({"by": " "}, "by: must be a text that is not blank"),
        ({"body": []}, "entry: is not an object"),
        ({"body": "a"}, "body: is neither an object nor the hash of one"),
        ({"proposition": "x"}, "proposition: has no place in an entry of kind 'event'"),
        ({"old_leaf": "x"}, "old_leaf: must be 64 hexadecimal digits"),
        ({"nonce": "1"}, "nonce: is not a field of this kind of entry; check the spelling"),
    ],
)
def test_a_bad_envelope_is_named(workspace: "Draft", change: dict[str, object], words: str) -> None:
    assert problem(workspace.entry("event") | change).startswith(f"book.jsonl:7: {words}")


# the forms that decimal.Decimal takes and a book must not, and values outside the domain
REFUSED = [
    *("-0.1", "1.0001", "37", "37%", "", "NaN", "sNaN", "-NaN", "Infinity", "-Infinity"),
    *(
        " 0.5",
        "0.5\n",
        "0.5\u2028",
        "0_5",
        "0.٥",
        "٠.٥",
        "０.５",
        "5e-1",
        "1e-400",
        "1E400",
        "+0.5",
    ),
    *(".5", "1.", "00.5", "-0", "-0.0", "0,5", "0." + "9" * 40, "0." + "0" * 61 + "1"),
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_a_probability_is_refused_and_never_rounded(text: str) -> None:
    with pytest.raises(FieldError) as caught:
        Fields({"p": text}).probability("p")
    assert caught.value.field == "p"
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("value", [0.5, 1, 0, True, None, ["0.5"], {"p": "0.5"}])
def test_a_probability_that_is_no_text_is_refused(value: Any) -> None:  # noqa: ANN401  # as in JSON
    with pytest.raises(FieldError, match="p: must be a text"):
        Fields({"p": value}).probability("p")


@pytest.mark.parametrize("text", ["0", "1", "0.0", "1.00", "0.37", "0." + "0" * 59 + "1"])
def test_a_probability_keeps_its_digits(text: str) -> None:
    value = Fields({"p": text}).probability("p")
    assert value.as_tuple() == Decimal(text).as_tuple()


@given(st.decimals(0, 1, places=15))
def test_fractions_of_fifteen_places_are_probabilities(value: Decimal) -> None:
    assert Fields({"p": f"{abs(value):f}"}).probability("p") == value


def test_a_book_reads_on_after_a_bad_line(workspace: "Draft") -> None:
    lines = workspace.lines()
    lines[3] = "{"
    lines[8] = lines[8].replace('"v":2', '"v":9')
    book, problems = parse_book("".join(line + "\n" for line in lines).encode(), "b")
    assert [(each.file, each.line, each.field) for each in problems] == [
        ("b", 4, None),
        ("b", 9, "v"),
    ]
    assert len(book.records) == len(lines) - 2
    assert book.lines == tuple(line.encode() for line in lines)


def test_an_empty_file_is_not_a_book() -> None:
    book, problems = parse_book(b"", "b")
    assert [str(each) for each in problems] == ["b: is empty; a book has at least its header"]
    assert book.records == ()


def test_a_last_line_without_an_end_is_told_and_not_read(workspace: "Draft") -> None:
    lines = workspace.lines()
    book, problems = parse_book("\n".join(lines).encode(), "b")
    assert [(each.line, each.problem) for each in problems] == [
        (len(lines), "the last line is cut off: it does not end in a line feed")
    ]
    assert len(book.records) == len(lines) - 1


def test_a_line_that_is_too_long_is_refused_unread() -> None:
    _, problems = parse_book(b"[" * (MAX_LINE + 1) + b"\n", "b")
    assert [str(each) for each in problems] == [f"b:1: the line has more than {MAX_LINE} bytes"]


def test_lines_of_another_system_are_refused(workspace: "Draft") -> None:
    content = "".join(line + "\r\n" for line in workspace.lines()).encode()
    _, problems = parse_book(content, "b")
    assert len(problems) == len(workspace.entries)
    assert "is not in canonical form" in problems[0].problem


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused_in_one_line(content: bytes) -> None:
    _, problems = parse_book(content, "b")
    assert problems
    assert all("\n" not in str(each) for each in problems)
