"""legislation.gov.uk: laws by title, changes to a law, the text of a law; read, refused, and told of."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.web_server import Answer as Page
from tests.world import START, World, commitment, kinds, world
from watcher.dates import london_day
from watcher.errors import ExtractError
from watcher.extract import Answer, as_asked, extract, joined, kind_of
from watcher.extract.kind import Kind
from watcher.match import Matcher
from watcher.model import LISTS, Document, EventKind, Plan, Relation, Source, SourceKind

SHARED = Path(__file__).resolve().parents[3] / "shared"
RECORDED = SHARED / "data" / "legislation" / "example_data.feed.xml"
HOSTILE = SHARED / "kit" / "hostile_corpus" / "xml"
SITE = "https://www.legislation.gov.uk"
FOUND, CHANGES, TEXT = (
    f"{SITE}/uksi?title=special+educational+needs",
    f"{SITE}/changes/affected/uksi/2014/1530",
    f"{SITE}/uksi/2024/535",
)
SPACES = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:leg="http://www.legislation.gov.uk/namespaces/legislation" '
    'xmlns:ukm="http://www.legislation.gov.uk/namespaces/metadata" xmlns:openSearch="http://a9.com/-/spec/opensearch/1.1/"'
)
AMENDING = "The Special Educational Needs and Disability (Amendment) Regulations 2024"


def source(url: str) -> Source:
    return Source("law", "Law", SourceKind.LEGISLATION, url, timedelta(days=1))


def read(url: str, *bodies: str) -> Document:
    return extract(source(url), Answer(url, "application/atom+xml", joined([b.encode() for b in bodies])))


def kind() -> Kind:
    return kind_of(source(FOUND))


def feed(*entries: str, more: bool = False, total: int = 1) -> str:
    following = '<link rel="next" type="application/atom+xml" href="http://elsewhere.example/data.feed?page=7"/>' if more else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed {SPACES}><id>x</id><updated>3200-01-30T00:00:00</updated><title>Found'
        f"</title><openSearch:startIndex>1</openSearch:startIndex><leg:page>1</leg:page><leg:morePages>3</leg:morePages>"
        f"<openSearch:totalResults>{total}</openSearch:totalResults>{following}{''.join(entries)}</feed>"
    )


def law(
    title: str = AMENDING,
    number: int = 535,
    *,
    modified: str = "2024-04-16T10:00:00Z",
    published: str = "2024-04-16T09:00:00Z",
    version: str = "made",
    kind: str = "UnitedKingdomStatutoryInstrument",
    site: str = "http://www.legislation.gov.uk",
) -> str:
    return (
        f'<entry><id>{site}/id/uksi/2024/{number}</id><title>{title}</title><link rel="self" href="{site}/id/uksi/2024/{number}"/>'
        f'<link href="{site}/uksi/2024/{number}/{version}"/><updated>{modified}</updated><published>{published}</published>'
        f'<ukm:DocumentMainType Value="{kind}"/><ukm:Year Value="2024"/><ukm:Number Value="{number}"/>'
        f'<ukm:CreationDate Date="2024-04-15"/><summary>These Regulations amend others.</summary></entry>'
    )


def effect(
    provision: str = "reg. 49",
    change: str = "substituted",
    key: str = "key-1",
    *,
    by: str = AMENDING,
    year: int = 2024,
    number: int = 535,
    when: str = '<ukm:InForce Date="2024-09-01" Qualification="wholly in force"/>',
    applied: str = "false",
    affected: str = "The Special Educational Needs and Disability Regulations 2014",
) -> str:
    return (
        f'<entry><id>x</id><content type="text/xml"><ukm:Effect EffectId="{key}" Type="{change}" Applied="{applied}" '
        f'AffectedProvisions="{provision}" AffectingYear="{year}" AffectingNumber="{number}" AffectingProvisions="reg. 3" '
        f'Modified="2024-05-02T08:00:00Z"><ukm:AffectedTitle>{affected}</ukm:AffectedTitle><ukm:AffectingTitle>{escape(by)}'
        f"</ukm:AffectingTitle><ukm:InForceDates>{when}</ukm:InForceDates></ukm:Effect></content><title>x</title></entry>"
    )


def clml(body: str, title: str = AMENDING, status: str = "revised", valid: str = "2024-09-01") -> str:
    return (
        '<Legislation xmlns="http://www.legislation.gov.uk/namespaces/legislation" NumberOfProvisions="3">'
        '<ukm:Metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dct="http://purl.org/dc/terms/" '
        'xmlns:ukm="http://www.legislation.gov.uk/namespaces/metadata">'
        f"<dc:title>{title}</dc:title><dc:language>en</dc:language><dct:valid>{valid}</dct:valid><ukm:SecondaryMetadata>"
        f'<ukm:DocumentClassification><ukm:DocumentStatus Value="{status}"/></ukm:DocumentClassification>'
        '<ukm:Made Date="2024-04-15"/></ukm:SecondaryMetadata></ukm:Metadata><Contents><ContentsTitle>No</ContentsTitle>'
        f"</Contents><Secondary>{body}</Secondary><Commentaries><Commentary><Para><Text>An editor's note</Text></Para></Commentary>"
        "</Commentaries></Legislation>"
    )


def regulation(words: str = "The SENCO must hold the qualification.") -> str:
    return (
        "<SecondaryPrelims><Number>2024 No. 535</Number><Title>The Regulations</Title><MadeDate><Text>Made</Text>"
        "<DateText>15th April 2024</DateText></MadeDate></SecondaryPrelims><Body><Part><Number><Strong>PART 3</Strong></Number>"
        '<Title>Duties</Title><P1group Status="Prospective"><Title>Qualifications</Title><P1 id="regulation-49"><Pnumber>'
        '<CommentaryRef Ref="k"/>49</Pnumber>'
        f"<P1para><P2><Pnumber>1</Pnumber><P2para><Text>{words}</Text><P3><Pnumber>a</Pnumber><P3para><Text>within <Addition>three"
        "</Addition> years<Character Name='EmDash'/>or</Text></P3para></P3><P3><Pnumber>b</Pnumber><P3para><Text>. . . . . .</Text>"
        "</P3para></P3></P2para></P2></P1para></P1></P1group></Part></Body><Schedules><Schedule><Number>SCHEDULE</Number><TitleBlock>"
        "<Title>Forms</Title></TitleBlock><ScheduleBody><UnorderedList><ListItem><Para><Text>a list</Text></Para></ListItem>"
        '</UnorderedList><Tabular><table xmlns="http://www.w3.org/1999/xhtml"><tr><th>Form</th><td>SEN1</td></tr></table></Tabular>'
        "</ScheduleBody></Schedule></Schedules>"
    )


# --- where it is asked ---


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        (FOUND, "/uksi/data.feed?title=special+educational+needs&results-count=100&sort=modified"),
        ("/uksi/data.feed?title=x&sort=title&page=4", "/uksi/data.feed?title=x&results-count=100&sort=modified"),
        ("/new/uksi", "/new/uksi/data.feed?results-count=100&sort=modified"),
        ("/uksi/2009/1-100", "/uksi/2009/1-100/data.feed?results-count=100&sort=modified"),
        (CHANGES, "/changes/affected/uksi/2014/1530/data.feed?results-count=500&sort=modified"),
        (TEXT, "/uksi/2024/535/data.xml"),
        ("/id/uksi/2024/535", "/uksi/2024/535/data.xml"),
        ("/uksi/2024/535/contents/made", "/uksi/2024/535/made/data.xml"),
        ("/ukpga/2014/6/part/3?view=plain", "/ukpga/2014/6/part/3/data.xml"),
        ("/ukpga/Eliz2/3-4/18", "/ukpga/Eliz2/3-4/18/data.xml"),
    ],
)
def test_a_page_is_asked_for_as_data(page: str, asked: str) -> None:
    url = page if page.startswith("https") else f"{SITE}{page}"
    assert kind().ask(source(url), START) == f"{SITE}{asked}"


def test_pages_are_followed_at_the_address_that_was_asked_and_not_at_the_one_in_the_link() -> None:
    first = feed(law(), more=True).encode()
    assert kind().further(source(FOUND), [first], START) == f"{kind().ask(source(FOUND), START)}&page=2"
    assert kind().further(source(FOUND), [first, feed(law()).encode()], START) == ""
    assert kind().further(source(TEXT), [b"<x/>"], START) == ""


def test_a_long_list_is_read_until_it_is_older_than_the_last_look_but_never_less_than_a_thousand_laws() -> None:
    old = feed(law(modified="2024-01-02T00:00:00Z"), law(number=2, modified="2024-01-01T00:00:00Z"), more=True).encode()
    unsorted = feed(law(modified="2024-01-01T00:00:00Z"), law(number=2, modified="2024-01-02T00:00:00Z"), more=True).encode()
    nonsense = feed(law(modified="3200-01-30T00:00:00"), more=True).encode()
    since = datetime(2024, 3, 1, tzinfo=UTC)

    def goes_on(pages: int, last: bytes) -> bool:
        return bool(kind().further(source(FOUND), [*[old] * (pages - 1), last], since))

    assert goes_on(9, old)
    assert not goes_on(10, old)
    assert goes_on(10, unsorted)
    assert goes_on(10, nonsense)
    assert goes_on(10, feed(law(modified="2024-03-02T00:00:00Z"), more=True).encode())


# --- lists of laws ---


def test_a_law_in_a_list_has_its_public_page_its_days_and_what_it_is() -> None:
    document = read(FOUND, feed(law(version="2025-09-01", modified="2025-10-20T00:00:00Z")))
    (row,) = document.entries
    assert document.type in LISTS
    assert (row.url, row.title, row.type, row.publisher) == (TEXT, AMENDING, "regulation", "")
    assert row.description == "United Kingdom Statutory Instrument 2024/535. These Regulations amend others"
    assert (row.published, row.updated) == (datetime(2024, 4, 16, 9, tzinfo=UTC), datetime(2025, 8, 31, 23, tzinfo=UTC))
    assert document.text == f"{AMENDING} | uksi/2024/535 | 1 September 2025"


def test_a_law_that_is_only_stored_anew_is_the_same_row() -> None:
    before, after = (read(FOUND, feed(law(modified=m))).entries for m in ("2024-05-05T04:17:29+01:00", "2025-01-01T00:00:00Z"))
    assert before == after


def test_of_two_languages_the_english_is_read_and_days_of_the_year_3200_are_none() -> None:
    title = '<div xmlns="http://www.w3.org/1999/xhtml"><span xml:lang="en">An Act</span> / <span xml:lang="cy">Deddf</span></div>'
    (row,) = read(FOUND, feed(law(title, published="3200-01-30T00:00:00"))).entries
    assert row.title == "An Act"
    assert row.updated is not None
    assert london_day(row.updated) == date(2024, 4, 15)


def test_a_list_in_pages_has_each_law_once_newest_first_and_may_be_empty() -> None:
    one, two = law(number=1, published="2024-01-01T00:00:00Z"), law(number=2, published="2024-02-01T00:00:00Z")
    assert [e.url[-1] for e in read(FOUND, feed(one, more=True), feed(two, one)).entries] == ["2", "1"]
    assert read(FOUND, feed(total=0)).entries == ()


@pytest.mark.skipif(not RECORDED.is_file(), reason="the recorded answer (../shared/data/legislation) is not on this machine")
def test_the_recorded_feed_is_read() -> None:
    body = RECORDED.read_bytes()
    document = extract(source(f"{SITE}/all"), Answer(SITE, "", body))
    assert [(e.url.removeprefix(SITE), e.title) for e in document.entries] == [
        ("/anaw/2015/4", "Planning (Wales) Act 2015"),
        ("/ukpga/2015/12", "International Development (Official Development Assistance Target) Act 2015"),
        ("/ukpga/2015/4", "Insurance Act 2015"),
        ("/asp/2015/4", "Legal Writings (Counterparts and Delivery) (Scotland) Act 2015"),
        ("/nia/2015/4", "Budget Act (Northern Ireland) 2015"),
    ]
    assert {e.updated.year for e in document.entries if e.updated} == {2015}
    assert kind().further(source(f"{SITE}/all"), [body], START).endswith("&page=2")


# --- changes to a law ---


def test_changes_are_rows_in_one_order_whatever_the_editors_do_with_them() -> None:
    later = effect(
        "reg. 2",
        "words inserted",
        "key-2",
        by="The Later Regulations 2025",
        year=2025,
        when='<ukm:InForce Prospective="true" Qualification=""/>',
    )
    document = read(CHANGES, feed(effect(), later, total=2))
    assert [b.text for b in document.blocks] == [
        "Provision | Change | Made by | In force",
        "reg. 2 | words inserted | The Later Regulations 2025, reg. 3 | no day set",
        f"reg. 49 | substituted | {AMENDING}, reg. 3 | 1 September 2024",
    ]
    assert document.title == "Changes to The Special Educational Needs and Disability Regulations 2014"
    assert read(CHANGES, feed(later, effect(applied="true"), total=2)).blocks == document.blocks


def test_a_change_that_comes_into_force_in_parts_says_which() -> None:
    when = """<ukm:InForce Date="2024-09-01" Qualification="for specified purposes"/><ukm:InForce Date="2025-09-01"
        Qualification="wholly in force"/><ukm:InForce Date="3200-01-30" Qualification=""/>"""
    row = read(CHANGES, feed(effect(when=when))).blocks[1].text
    assert row.endswith("| 1 September 2024 (for specified purposes); 1 September 2025")


def test_changes_to_several_laws_name_the_law_and_none_at_all_are_said_to_be_none() -> None:
    document = read(
        f"{SITE}/changes/affecting/uksi/2024/535", feed(effect(), effect(key="key-2", affected="The Other Act"), total=2)
    )
    assert [b.text.partition(" | ")[0] for b in document.blocks[1:]] == [
        "The Other Act, reg. 49",
        "The Special Educational Needs and Disability Regulations 2014, reg. 49",
    ]
    assert read(CHANGES, feed(total=0)).text == "No changes are recorded."


def test_pages_of_changes_that_were_stored_on_different_days_are_not_mixed() -> None:
    with pytest.raises(ExtractError, match="do not fit together"):
        read(CHANGES, feed(effect(), more=True, total=2), feed(effect(), total=2))
    with pytest.raises(ExtractError, match="do not fit together"):
        read(CHANGES, feed(effect(), more=True, total=2), feed(effect(key="key-2"), total=3))
    assert len(read(CHANGES, feed(effect(), more=True, total=2), feed(effect("reg. 2", key="key-2"), total=2)).blocks) == 3


# --- the text of a law ---


def test_a_provision_is_a_block_with_its_number_below_the_headings_above_it() -> None:
    document = read(TEXT, clml(regulation()))
    assert [(b.kind.value, b.text) for b in document.blocks] == [
        ("heading", "2024 No. 535 The Regulations"),
        ("paragraph", "Made 15th April 2024"),
        ("heading", "PART 3 Duties"),
        ("heading", "Qualifications (not yet in force)"),
        ("paragraph", "49 (1) The SENCO must hold the qualification."),
        ("paragraph", "(a) within three years—or"),
        ("paragraph", "(b) [repealed or left out]"),
        ("heading", "SCHEDULE Forms"),
        ("item", "a list"),
        ("row", "Form | SEN1"),
    ]
    assert (document.title, document.type, document.publisher) == (AMENDING, "regulation", "")
    assert document.published is not None
    assert document.updated is not None
    assert (london_day(document.published), london_day(document.updated)) == (date(2024, 4, 15), date(2024, 9, 1))


def test_a_part_says_which_part_it_is_and_a_draft_that_it_is_one() -> None:
    assert read(f"{SITE}/ukpga/2014/6/part/3", clml(regulation(), "An Act")).title == "An Act, part 3"
    assert read(f"{TEXT}/2024-09-01", clml(regulation(), "An Act")).title == "An Act"
    draft = read(f"{SITE}/ukdsi/2024/9780348258769", clml(regulation(), status="draft"))
    assert draft.type == "draft_legislation"
    assert "will become law only when" in draft.description


def test_days_of_the_year_3200_reach_nobody() -> None:
    document = read(TEXT, clml(regulation(), valid="3200-01-30"))
    assert document.updated is None
    assert "3200" not in document.text


@pytest.mark.parametrize(
    ("url", "body", "law_url"),
    [
        (f"{SITE}/uksi/data.feed?title=x", feed(law()), ""),
        (CHANGES, feed(effect()), ""),
        (f"{TEXT}/data.xml", clml(regulation()), ""),
        (FOUND, clml(regulation()), TEXT),
    ],
)
def test_what_was_kept_is_read_again_as_it_was_read(url: str, body: str, law_url: str) -> None:
    document = read(law_url or url, body)
    again = as_asked(source(url), document)
    assert extract(again, Answer("", "", body.encode())) == document
    assert "/data." not in document.url


# --- what is refused ---


@pytest.mark.parametrize(
    ("url", "body", "why"),
    [
        (FOUND, "", "empty"),
        (FOUND, "<html><body>Multiple Choices</body></html>", "not an Atom feed"),
        (FOUND, f"<feed {SPACES}><title>Some blog</title></feed>", "leg:page"),
        (FOUND, feed(effect()), "ukm:DocumentMainType"),
        (FOUND, feed(law())[:-9], "not XML"),
        (CHANGES, feed(law()), "ukm:Effect"),
        (CHANGES, feed(effect(change="")), "Type"),
        (CHANGES, feed(effect().replace('AffectingYear="2024"', 'AffectingYear="soon"')), "AffectingYear"),
        (TEXT, feed(law()), "root is 'feed'"),
        (TEXT, clml(regulation(), ""), "dc:title"),
        (TEXT, clml("<Body/>"), "no text in XML"),
        (TEXT, clml("<SecondaryPrelims><Number>2024 No. 535</Number></SecondaryPrelims>"), "table of contents"),
        (TEXT, '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML+RDFa 1.0//EN" "x"><html/>', "DTD"),
    ],
)  # fmt: skip
def test_another_shape_is_refused_with_what_was_expected(url: str, body: str, why: str) -> None:
    with pytest.raises(ExtractError, match=why):
        read(url, body)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("url", [FOUND, CHANGES, TEXT])
def test_entity_bombs_are_refused_in_any_encoding(url: str, encoding: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bang"><!ENTITY c "&b;&b;&b;">]><feed>&c;</feed>'
    with pytest.raises(ExtractError, match="DTD"):
        extract(source(url), Answer(url, "", bomb.encode(encoding)))


def test_a_file_is_not_read_through_an_inclusion_or_a_declared_charset() -> None:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    assert "root:" not in read(TEXT, clml(regulation() + include)).text
    with pytest.raises(ExtractError):
        extract(source(TEXT), Answer(TEXT, "", b'<?xml version="1.0" encoding="utf-7"?>+ADw-Legislation/+AD4-'))


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the fault kit (../shared/kit) is not on this machine")
@pytest.mark.parametrize("url", [FOUND, CHANGES, TEXT])
def test_the_hostile_corpus_is_refused(url: str) -> None:
    for file in sorted(HOSTILE.iterdir()):
        body = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        with pytest.raises(ExtractError):
            extract(source(url), Answer(url, "", body))


# --- what it means ---


def amended(**changes: object) -> object:
    names = ("Special Educational Needs and Disability (Amendment) Regulations 2024",)
    return commitment(id="senco", title="A compulsory qualification", names=names, delivered_by=("regulation",), **changes)


def test_a_law_named_by_a_promise_is_evidence_and_a_draft_of_it_is_not() -> None:
    plan = Plan("plan", "A plan", "https://www.gov.uk/plan", date(2023, 3, 2), "Department for Education", None, (amended(),))  # type: ignore[arg-type]
    matcher = Matcher(plan.commitments, (plan,))

    def relation(entry: str) -> Relation:
        (sighting,) = matcher.match(read(FOUND, feed(entry)).entries[0])
        return sighting.relation

    assert relation(law()) is Relation.EVIDENCE
    assert relation(law(kind="UnitedKingdomDraftStatutoryInstrument")) is Relation.MENTION


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.commitments = [amended()]  # type: ignore[list-item]
        yield made


def serve(it: World, path: str, body: str) -> None:
    it.site.pages[path] = Page(body.encode(), 200, {"Content-Type": "application/xml"})


def test_a_new_law_found_by_its_title_is_told_once_as_evidence_and_read_in_full(it: World) -> None:
    it.watch("/uksi?title=special+educational+needs", SourceKind.LEGISLATION, commitments=("*",))
    asked = "/uksi/data.feed?title=special+educational+needs&results-count=100&sort=modified"
    old = law("The Old Regulations", 7, site=it.site.url(""))
    serve(it, asked, feed(old))
    assert kinds(it.look()) == []
    serve(it, asked, feed(law(site=it.site.url("")), old, more=True, total=2))
    serve(it, f"{asked}&page=2", feed(total=2))
    serve(it, "/uksi/2024/535/data.xml", clml(regulation()))
    it.now = datetime(2024, 4, 20, tzinfo=UTC)
    done = it.look()
    (event,) = [e for e in done.events if e.kind is EventKind.EVIDENCE]
    assert (event.commitment_id, event.title) == ("senco", AMENDING)
    assert event.found is not None
    assert event.found.url == it.site.url("/uksi/2024/535")
    assert "/uksi/2024/535/data.xml" in [path for path, _ in it.site.asked]
    serve(it, asked, feed(law(site=it.site.url(""), modified="2024-04-21T10:00:00Z"), old))
    assert kinds(it.look()) == []


def test_a_new_change_to_a_law_and_new_words_in_it_are_told(it: World) -> None:
    it.commitments = [commitment()]
    it.watch("/changes/affected/uksi/2014/1530", SourceKind.LEGISLATION, commitments=("template",))
    it.watch("/uksi/2014/1530/regulation/49", SourceKind.LEGISLATION, commitments=("template",))
    changes, text = (
        "/changes/affected/uksi/2014/1530/data.feed?results-count=500&sort=modified",
        "/uksi/2014/1530/regulation/49/data.xml",
    )
    first, second = effect(), effect("reg. 50", "revoked", "key-2")
    serve(it, changes, feed(first))
    serve(it, text, clml(regulation(), "The Example Regulations 2014"))
    assert kinds(it.look()) == []
    serve(it, changes, feed(second, first, total=2))
    serve(it, text, clml(regulation("The SENCO may hold it."), "The Example Regulations 2014"))
    events = it.look().events
    assert [(e.kind, e.commitment_id, e.found.text if e.found else "") for e in events] == [
        (EventKind.PAGE_UPDATED, "template", f"reg. 50 | revoked | {AMENDING}, reg. 3 | 1 September 2024"),
        (EventKind.PAGE_UPDATED, "template", "49 (1) The SENCO may hold it."),
    ]
    serve(it, changes, feed(first.replace('Applied="false"', 'Applied="true"'), second, total=2))
    assert it.look().changed == 0


def test_a_list_that_is_no_list_is_unseen_with_its_reason_and_keeps_what_was_known(it: World) -> None:
    it.watch("/uksi?title=x", SourceKind.LEGISLATION, commitments=("*",))
    asked = "/uksi/data.feed?title=x&results-count=100&sort=modified"
    serve(it, asked, feed(law(site=it.site.url(""))))
    it.look()
    serve(it, asked, "<html><body>Multiple Choices</body></html>")
    it.look()
    state = it.archive.state("uksi?title=x")
    assert (state.failures, state.reason) == (1, "unreadable")
    assert "not an Atom feed" in state.reason_text
