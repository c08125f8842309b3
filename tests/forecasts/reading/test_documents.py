"""Text out of documents of every form, and everything bad that may come in."""

import io
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from email.message import EmailMessage

import docx
import pypdf
import pytest

from brierbook.errors import InputError
from brierbook.forecasts.reading.documents.extraction import extract_text
from brierbook.forecasts.reading.documents.publication import find_publication
from brierbook.forecasts.reading.documents.records import RawDocument

PAGE = """<!doctype html><html lang="en"><head><title>Plain title</title>
<meta property="og:site_name" content="The Daily"><meta property="article:published_time"
content="2027-01-31T08:00:00+02:00"><style>p {color: red}</style></head><body>
<nav>Home | About</nav><script>alert("will not be read")</script>
<article><h1>Mill to close</h1><p>The mill will close
by <b>June</b>.</p><p>Завод закриють улітку. It was a good mill, and everybody in the town knew it,
because it had stood there for two hundred years, and nobody had thought that it would ever end
like this, said one of those who had worked there since they were young.</p></article>
<footer>All rights reserved</footer></body></html>"""


def raw(data: bytes | str, name: str = "a.txt", **more: str) -> RawDocument:
    """Make a document of bytes or of text in UTF-8."""
    return RawDocument(name, data.encode() if isinstance(data, str) else data, **more)


def word_document(*lines: str) -> bytes:
    """Write a Word document."""
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def pdf(*lines: str) -> bytes:
    """Write a PDF of one page by hand."""
    text = " T* ".join(f"({line}) Tj" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 72 720 Td {text} ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 6\n0000000000 65535 f \n" + table
    return out + head + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)


def test_plain_text_is_kept_as_it_is() -> None:
    found = extract_text(raw("Завод закриють улітку, і ніхто його не врятує.\r\nКінець."))
    assert found.text == "Завод закриють улітку, і ніхто його не врятує.\r\nКінець."
    assert (found.encoding, found.verbatim, found.language) == ("utf-8", True, "uk")


def test_a_page_gives_its_article_and_what_its_metadata_say() -> None:
    found = extract_text(raw(PAGE, "a.html"))
    assert found.text.startswith("Mill to close\nThe mill will close by June.\nЗавод закриють")
    assert "alert" not in found.text
    assert "Home" not in found.text
    assert (found.title, found.publisher) == ("Plain title", "The Daily")
    assert found.publication is not None
    assert (found.publication.first, found.publication.last) == (date(2027, 1, 31),) * 2
    assert not found.verbatim


def test_a_page_in_the_encoding_that_it_declares_is_read() -> None:
    page = (
        '<html><head><meta charset="windows-1251"></head><body>Завод закроют летом.</body></html>'
    )
    assert extract_text(raw(page.encode("cp1251"), "a.html")).text == "Завод закроют летом."


def test_a_word_document_and_a_pdf_are_read() -> None:
    found = extract_text(
        raw(word_document("The mill will close.", "Нічого не лишиться."), "a.docx")
    )
    assert found.text == "The mill will close.\nНічого не лишиться."
    assert (
        "The mill will close"
        in extract_text(raw(pdf("The mill will close by June."), "a.pdf")).text
    )


def test_an_email_gives_its_plain_part_and_its_date() -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Mill", "Anna <anna@news.example>"
    mail["Date"] = "Sat, 07 Dec 2024 10:00:00 +0200"
    mail.set_content("The mill will close.\n")
    mail.add_alternative("<p>Other words</p>", subtype="html")
    found = extract_text(raw(mail.as_bytes(), "a.eml"))
    assert found.text == "The mill will close.\n"
    assert (found.title, found.publisher) == ("Mill", "Anna <anna@news.example>")
    assert found.publication is not None
    assert found.publication.first == date(2024, 12, 7)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Kyiv, 7 December 2024. The mill will close.", date(2024, 12, 7)),
        ("December 7, 2024 — The mill will close.", date(2024, 12, 7)),
        ("Київ, 7 грудня 2024 року. Завод закриють.", date(2024, 12, 7)),
        ("Москва, 07.12.2024. Завод закроют.", date(2024, 12, 7)),
        ("2024-12-07 The mill will close.", date(2024, 12, 7)),
        ("On 7 December 2024 it said that by 9 May 2025 it will close.", None),
        ("The mill will close on 31.02.2025.", None),
        ("No date here.", None),
    ],
)
def test_the_only_date_of_the_first_lines_dates_a_text(text: str, day: date | None) -> None:
    found = find_publication(text)
    assert (found.first if found else None) == day


def bomb() -> bytes:
    """Pack a document that unpacks to a hundred megabytes."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (100 * 2**20))
    return kept.getvalue()


def picture_pdf() -> bytes:
    """Write a PDF whose page has no text."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def other_archive() -> bytes:
    """Pack something that is no document."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("a.txt", "text")
    return kept.getvalue()


BAD: list[tuple[str, Callable[[], bytes], str]] = [
    ("a.txt", lambda: b"", "is empty"),
    ("a.txt", lambda: b" \n\t", "is empty"),
    ("a.txt", lambda: b"\x00\x01\x02\xff" * 9, "NUL"),
    ("a.txt", lambda: b"a\0b", "NUL"),
    ("a.txt", lambda: b"a" * (50 * 2**20), "has more than"),
    ("a.txt", lambda: "Завод".encode("cp1251"), "--encoding"),
    ("a.txt", lambda: b"... --- ...", "holds no text"),
    ("a.html", lambda: b"<html><script>var a</script></html>", "holds no text"),
    ("a.pdf", picture_pdf, "holds no text"),
    ("a.pdf", lambda: b"%PDF-1.4 and nothing else", "is damaged"),
    ("a.pdf", lambda: b"not a pdf at all", "its bytes are none"),
    ("a.docx", lambda: b"PK\x03\x04 broken", "is damaged"),
    ("a.docx", other_archive, "no Word document"),
    ("a.docx", bomb, "unpacks to more"),
    ("a.eml", lambda: b"\n\nno header", "no e-mail"),
]


@pytest.mark.parametrize(("name", "make", "problem"), BAD)
def test_what_is_bad_is_refused_at_once_with_its_reason(
    name: str, make: Callable[[], bytes], problem: str
) -> None:
    data = make()
    before = time.process_time()
    with pytest.raises(InputError, match=problem):
        extract_text(raw(data, name))
    assert time.process_time() - before < 5


def test_an_encoding_is_taken_when_it_is_named_and_refused_when_it_is_wrong() -> None:
    data = "Завод закроют летом".encode("cp1251")
    assert extract_text(raw(data), encoding="cp1251").text == "Завод закроют летом"
    with pytest.raises(InputError, match="unknown"):
        extract_text(raw(data), encoding="nonsense")
    with pytest.raises(InputError, match="throughout"):
        extract_text(raw(data), encoding="ascii")


def test_a_page_nested_ten_thousand_deep_is_read_in_bounded_time() -> None:
    page = "<div>" * 10_000 + "The mill will close." + "</div>" * 10_000
    before = time.process_time()
    with suppress(InputError):
        extract_text(raw(f"<html><body>{page}</body></html>", "a.html"))
    assert time.process_time() - before < 5
