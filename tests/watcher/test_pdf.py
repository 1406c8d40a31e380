"""PDF: what is read page by page, how lines become paragraphs, and what is refused in words that a volunteer understands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.documents import Words, lines, pdf
from watcher.apart import Apart
from watcher.diff import diff_documents
from watcher.errors import ExtractError
from watcher.extract import Answer, extract
from watcher.extract.hyphens import Hyphens
from watcher.extract.legible import illegible
from watcher.model import Block, BlockKind, Document, Source, SourceKind

KIT = Path(__file__).resolve().parents[3] / "shared" / "kit" / "hostile_corpus"
kit = pytest.mark.skipif(not KIT.is_dir(), reason="the fault kit (../shared/kit) is not on this machine")
FILE = Source("s", "S", SourceKind.FILE, "https://assets.example.org/media/1/SEND%20plan.pdf", timedelta(days=1))
LONG = (
    "The Department for Education publishes this plan together with every local",
    "authority in England. It will publish the national EHCP template by the end",
    "of 2025, and consult on the standards that go with it in the spring before.",
    "Each local area partnership works to the same template.",
)
MORE = (
    "Families who met us said that forms differ from one council to the next. Each",
    "of them asks for the same facts in another order, and some ask for more. One",
    "form for all would spare them that.",
)
JOINED, REST = " ".join(LONG), " ".join(MORE)


def read(body: bytes, source: Source = FILE) -> Document:
    return extract(source, Answer(source.url, "application/pdf", body))


def told(document: Document) -> list[tuple[str, str, str]]:
    return [(b.kind.value, b.text, b.place) for b in document.blocks]


# --- what is read ---


def test_a_paragraph_is_put_together_and_cited_by_its_page() -> None:
    document = read(pdf(lines("Introduction"), lines(*LONG, "", *MORE)))
    assert document.blocks[1:] == (Block(BlockKind.PARAGRAPH, JOINED), Block(BlockKind.PARAGRAPH, REST))
    assert [b.place for b in document.blocks] == ["page 1", "page 2", "page 2"]
    assert (document.type, document.url, document.partial) == ("attachment", FILE.url, "")


def test_a_paragraph_that_runs_over_a_page_end_belongs_to_the_page_it_begins_on() -> None:
    document = read(pdf(lines(*MORE, "", *LONG[:2]), lines(*LONG[2:], "", *MORE)))
    assert told(document) == [("paragraph", REST, "page 1"), ("paragraph", JOINED, "page 1"), ("paragraph", REST, "page 2")]


@pytest.mark.parametrize("shift", range(5))
def test_a_paragraph_that_moves_to_another_page_reads_the_same(shift: int) -> None:
    flow = [*LONG, "", *MORE, "", *(line.replace("template", "framework") for line in LONG), "", *MORE]
    still, moved = (read(pdf(lines(*flow[:cut]), lines(*flow[cut:]))) for cut in (9, 9 + shift))
    assert moved.blocks == still.blocks
    assert diff_documents(still, moved) is None


def test_notes_at_the_foot_of_a_page_do_not_break_the_paragraph_above_them() -> None:
    note = Words(50, 60, "See the consultation of 2022.", 8)
    document = read(pdf([*lines(*MORE, "", *LONG[:2]), note], lines(*LONG[2:])))
    assert [text for _, text, _ in told(document)] == [REST, JOINED, "See the consultation of 2022."]


def test_headers_footers_and_page_numbers_are_no_text() -> None:
    def page(number: int) -> list[Words]:
        around = [Words(50, 815, "SEND improvement plan: progress", 8), Words(280, 30, f"Page {number} of 3", 8)]
        return [*around, *lines(*LONG)]

    document = read(pdf(*map(page, (1, 2, 3))))
    assert [(text, place) for _, text, place in told(document)] == [(JOINED, f"page {n}") for n in (1, 2, 3)]
    assert read(pdf([*lines(*LONG), Words(290, 30, "31")])).text == JOINED


def test_a_heading_is_told_by_its_size_or_weight_and_an_item_by_its_bullet() -> None:
    page = [
        Words(50, 790, "National standards", 20), Words(50, 750, "Timetable", 12, "F2"), *lines(*LONG, top=725),
        Words(60, 640, "• publish the template by the end of 2025, once councils and"),
        Words(72, 625, "families have tried it; and"),
        Words(60, 610, "• consult on standards."), *lines(*MORE, top=580),
    ]  # fmt: skip
    assert [(kind, text) for kind, text, _ in told(read(pdf(page)))] == [
        ("heading", "National standards"), ("heading", "Timetable"), ("paragraph", JOINED),
        ("item", "publish the template by the end of 2025, once councils and families have tried it; and"),
        ("item", "consult on standards."), ("paragraph", REST),
    ]  # fmt: skip


def test_the_mark_of_a_note_does_not_stick_to_the_year_before_it() -> None:
    page = [Words(50, 700, "It will be published by the end of 2025"), Words(266, 705, "12", 7), Words(276, 700, "and not before."),
            Words(50, 650, "Its number is 12.")]  # fmt: skip
    text = read(pdf(page)).text
    assert text == "It will be published by the end of 2025 and not before.\nIts number is 12."


def test_a_table_of_contents_has_no_page_numbers_that_would_change() -> None:
    contents = lines(
        "Introduction ........................................ 4", "Standards ............................................ 31"
    )
    assert read(pdf(contents)).text == "Introduction\nStandards"


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [("they will be pub-", "lished next year", "they will be published next year"), ("a long-", "term plan", "a long-term plan"),
     ("in 2023-", "24 we met", "in 2023-24 we met"), ("by decision-", "making bodies", "by decision-making bodies"),
     ("see https://example.org/a-", "plan online", "see https://example.org/a-plan online")],
)  # fmt: skip
def test_a_hyphen_at_a_line_s_end_is_undone_unless_it_is_the_word_s_own(before: str, after: str, whole: str) -> None:
    page = [Words(50, 700, before), Words(50, 685, after), Words(50, 600, "Of decision-making we say nothing here.")]
    assert read(pdf(page)).blocks[0].text == whole


def test_a_word_that_stands_whole_elsewhere_loses_its_hyphen() -> None:
    assert Hyphens(["the coordinator"]).joined("a co", "ordinator") == "a coordinator"
    assert Hyphens(["the co-ordinator"]).joined("a co", "ordinator") == "a co-ordinator"


@pytest.mark.parametrize(
    ("stated", "title"),
    [("SEND improvement plan", "SEND improvement plan"), ("Microsoft Word - plan_v3.docx", "SEND plan.pdf"),
     ("PowerPoint Presentation", "SEND plan.pdf"), ("Document1", "SEND plan.pdf"), ("", "SEND plan.pdf")],
)  # fmt: skip
def test_a_title_that_a_program_made_gives_way_to_the_file_s_name(stated: str, title: str) -> None:
    assert read(pdf(lines(*LONG), title=stated)).title == title


def test_a_replaced_file_is_one_document_although_its_address_leads_elsewhere() -> None:
    answer = Answer("https://assets.example.org/media/2/SEND_plan_v2.pdf", "application/pdf", pdf(lines(*LONG)))
    assert extract(FILE, answer).key == FILE.url


# --- what is refused, and what is read in part ---


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"", "the file is empty"), (b"%PDF-1.7\n", "breaks off before its end"), (b"%PDF-1.7\n%%EOF\n", "damaged or cut off"),
     (pdf(lines(*LONG))[:700], "breaks off before its end"),
     (pdf([], [], picture=True), "it is scanned: its 2 pages hold pictures and no text"),
     (pdf([]), "it is empty: its page holds no text"), (b"<!doctype html><p>%PDF-1.7", "a web page came instead of a file"),
     (b"plain words", "no PDF, text document or spreadsheet; the server calls it 'application/pdf'")],
)  # fmt: skip
def test_what_is_no_readable_pdf_is_refused_with_the_reason(body: bytes, why: str) -> None:
    with pytest.raises(ExtractError, match=why):
        read(body)


def test_letters_stored_under_other_names_are_not_taken_for_text() -> None:
    shifted = "".join(chr(ord(ch) - 29) if ch.isalpha() else ch for ch in JOINED.lower())
    assert illegible(JOINED) == ""
    assert illegible("\ue001" * 40)
    assert illegible("".join("zyxwvutsrqponmlkjihgfedcba"["abcdefghijklmnopqrstuvwxyz".index(c)] if c.isalpha() else c
                             for c in JOINED.lower()))  # fmt: skip
    assert not illegible(
        "Bydd y Llywodraeth yn cyhoeddi cynllun ar gyfer plant yng Nghymru yn ystod y gwanwyn nesaf, gyda chymorth ysgolion"
    )
    assert shifted != JOINED


def test_of_very_many_pages_the_first_are_read_and_the_rest_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watcher.extract.pdf.MOST_PAGES", 2)
    document = read(pdf(*(lines(f"Chapter {n} is about schools.") for n in (1, 2, 3))))
    assert document.partial == "only its first 2 of 3 pages were read"
    assert [b.place for b in document.blocks] == ["page 1", "page 2"]


# --- files made to do harm, in the worker with the real limits ---


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart() as made:
        yield made


EXPECTED = {
    "bad_xref": "", "encrypted_owner": "", "good": "", "good_v2": "", "hostile_text": "", "javascript": "", "launch": "",
    "many_pages": "", "metadata_only": "", "object_streams": "", "relinearised": "", "uri_open": "", "xref_loop": "",
    "deep_array": "damaged", "empty": "is empty", "encrypted_rc4": "password", "encrypted_user": "password",
    "flate_bomb": "memory", "form_laughs": "memory", "garbled_cmap": "not words", "header_only": "breaks off",
    "html_named": "a web page came", "huge_image": "it is scanned: its page holds pictures and no text",
    "no_eof": "breaks off", "object_loop": "damaged", "operator_bomb": "no text", "page_tree_loop": "page 1 of 2 cannot be read",
    "scanned": "it is scanned: its page holds pictures and no text", "truncated": "breaks off",
}  # fmt: skip
"""By name, what a refusal says; "" where the text is read."""


def in_kit(name: str) -> bytes:
    return (KIT / "pdf" / f"{name}.pdf").read_bytes()


@kit
def test_every_file_of_the_kit_has_an_expectation() -> None:
    listed = [json.loads(line)["file"] for line in (KIT / "MANIFEST.jsonl").read_text().splitlines()]
    assert {name.removeprefix("pdf/").removesuffix(".pdf") for name in listed if name.startswith("pdf/")} == EXPECTED.keys()


@kit
@pytest.mark.parametrize("name", EXPECTED)
def test_a_hostile_file_ends_as_expected_and_the_next_one_is_read(name: str, apart: Apart) -> None:
    answer = Answer(FILE.url, "application/pdf", in_kit(name))
    if EXPECTED[name]:
        with pytest.raises(ExtractError, match=EXPECTED[name]):
            apart(FILE, answer)
    else:
        assert apart(FILE, answer).blocks
    assert apart(FILE, replace(answer, body=pdf(lines(*LONG)))).text == JOINED


@kit
def test_only_what_is_said_makes_a_difference() -> None:
    good = read(in_kit("good"))
    change = diff_documents(good, read(in_kit("good_v2")))
    assert change is not None
    assert [(h.before.partition("Status: ")[2], h.after[-9:]) for h in change.hunks if "In progress" in h.before]
    assert all(diff_documents(good, read(in_kit(name))) is None for name in ("relinearised", "metadata_only", "object_streams"))


@kit
@pytest.mark.parametrize("name", ["javascript", "launch", "uri_open", "hostile_text"])
def test_what_a_file_would_run_or_open_is_text_or_nothing(name: str) -> None:
    document = read(in_kit(name))
    assert (document.links, document.attachments) == ((), ())
    assert "\x1b" not in document.text
    assert not {"app.alert", "xcalc", "/bin/sh"} & set(document.text.split())
