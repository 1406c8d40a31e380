"""GOV.UK's HTML in the templates of several years: the same words read the same, whatever surrounds them."""

from __future__ import annotations

from datetime import date

import pytest

from watcher.diff import diff_documents
from watcher.extract import extract_file
from watcher.model import DateRole, Document, DocumentState

BODY = "<p>We will train nine hundred leaders.</p><h2>Who can apply</h2><ul><li>schools</li><li>colleges</li></ul>"


def read(page: str) -> Document:
    return extract_file("page.html", page.encode())


def of_2019(updated: str = "3 May 2019", body: str = BODY) -> str:
    return f"""<main role="main" class="publication"><div class="gem-c-title"><span class="gem-c-title__context">Guidance</span>
      <h1 class="gem-c-title__text">Training for leaders</h1></div><p class="gem-c-lead-paragraph">Who is trained.</p>
      <nav class="gem-c-translation-nav"><ul><li>English</li><li><a href="/x.cy">Cymraeg</a></li></ul></nav>
      <div class="app-c-publisher-metadata"><p>Published 1 May 2019<br>Last updated {updated}, <a href="#h">see all updates</a></p>
      <dl><dt>From:</dt><dd>Department for Education</dd></dl></div>
      <div class="app-c-important-metadata"><dl><dt>Applies to:</dt><dd>England</dd></dl></div>
      <h2 class="gem-c-heading">Documents</h2><section class="attachment embedded">
      <div class="attachment-thumb"><a href="/a"></a></div>
      <div class="attachment-details"><h2 class="title"><a href="/plan.pdf">The plan</a></h2><p class="metadata">
      <span class="references">Ref: <span class="isbn">123</span></span> <span class="type"><abbr>PDF</abbr></span>,
      <span class="file-size">155KB</span>, <span class="page-length">9 pages</span></p>
      <div class="accessibility-warning"><h2>This file may not be suitable</h2></div></div></section>
      <h2 class="gem-c-heading">Details</h2><div class="gem-c-govspeak govuk-govspeak">{body}</div>
      <div class="app-c-published-dates" id="history">Published 1 May 2019<br>Last updated {updated}</div>
      <div class="gem-c-contextual-sidebar">Related content <a href="/r">Something</a></div></main>"""


def of_2025(updated: str = "3 May 2019", body: str = BODY) -> str:
    return f"""<html><head><title>Training for leaders - GOV.UK</title></head><body><div class="gem-c-cookie-banner">Cookies</div>
      <header class="gem-c-layout-super-navigation-header">Menu</header><div class="gem-c-global-banner">A survey</div>
      <main id="content" class="govuk-main-wrapper">
      <div class="gem-c-heading"><span class="govuk-caption-xl gem-c-heading__context">Guidance</span>
      <h1 class="gem-c-heading__text">Training for leaders</h1></div>
      <p class="gem-c-lead-paragraph govuk-!-margin-bottom-6">Who is trained.</p>
      <div class="gem-c-metadata"><dl><dt>From:</dt><dd>Department for Education</dd><dt>Published</dt><dd>1 May 2019</dd>
      <dt>Last updated</dt><dd>{updated} <a href="#u">See all updates</a></dd></dl></div>
      <div class="gem-c-single-page-notification-button"><button>Get emails about this page</button></div>
      <section class="gem-c-devolved-nations"><h2>Applies to England</h2></section>
      <div class="gem-c-contents-list-with-body" id="contents"><nav class="gem-c-contents-list"><h2>Contents</h2></nav>
      <div class="gem-c-print-link"><button>Print this page</button></div>
      <div class="gem-c-heading"><h2>Documents</h2></div><section class="gem-c-attachment">
      <div class="gem-c-attachment__thumbnail"></div>
      <div class="gem-c-attachment__details"><h3 class="gem-c-attachment__title"><a href="/plan.pdf">The plan</a></h3>
      <p class="gem-c-attachment__metadata gem-c-attachment__metadata--compact">Ref: ISBN 123</p>
      <p class="gem-c-attachment__metadata"><span class="gem-c-attachment__attribute"><abbr>PDF</abbr></span>,
      <span class="gem-c-attachment__attribute">155 KB</span>, <span class="gem-c-attachment__attribute">9 pages</span></p>
      <p class="gem-c-attachment__metadata"><a href="/order">Order a copy</a></p>
      <details class="gem-c-details"><summary>Request an accessible format</summary>Write to us.</details></div></section>
      <div class="gem-c-heading"><h2>Details</h2></div><div class="gem-c-govspeak">{body}</div>
      <div class="gem-c-contents-list-with-body__link-wrapper">
      <a class="gem-c-back-to-top-link" href="#contents">Contents</a></div></div>
      <div class="gem-c-share-links"><h2>Share this page</h2></div><div class="gem-c-feedback">Is this page useful?</div>
      </main><div class="gem-c-contextual-footer">Explore the topic</div><footer>© Crown copyright</footer></body></html>"""


@pytest.mark.parametrize("generation", [of_2019, of_2025])
def test_a_page_reads_as_its_words_and_fields(generation: object) -> None:
    document = read(generation())  # type: ignore[operator]
    assert [b.text for b in document.blocks] == [
        "Documents", "The plan", document.blocks[2].text, "Details", "We will train nine hundred leaders.",
        "Who can apply", "schools", "colleges",
    ]  # fmt: skip
    assert (document.title, document.description, document.publisher) == (
        "Training for leaders", "Who is trained.", "Department for Education")  # fmt: skip
    assert document.published is not None
    assert document.updated is not None


def test_another_template_another_stamp_and_another_banner_are_no_change() -> None:
    assert diff_documents(read(of_2019()), read(of_2025())) is None
    assert diff_documents(read(of_2025()), read(of_2025(updated="9 June 2025"))) is None


def test_and_one_word_is_in_either() -> None:
    other = BODY.replace("nine hundred", "five hundred")
    assert diff_documents(read(of_2019()), read(of_2025(body=other))) is not None


def test_an_html_attachment_takes_its_day_from_its_header_and_not_its_imprint() -> None:
    def attachment(stamp: str, year: int) -> str:
        return f"""<main class="html-publication"><header class="gem-c-inverse-header"><h1>The plan</h1>
          <p class="gem-c-inverse-header__subtext">Updated {stamp}</p></header><div class="print-wrapper">
          <div class="meta-data meta-data--display-print">© Crown copyright {year}</div></div>
          <div class="gem-c-govspeak-html-publication">{BODY}</div><div class="gem-c-back-to-top-link">Back to top</div></main>"""

    first, second = read(attachment("3 May 2024", 2024)), read(attachment("9 June 2025", 2025))
    assert first.updated is not None
    assert first.updated.date() == date(2024, 5, 2)  # midnight in London, in UTC
    assert diff_documents(first, second) is None


@pytest.mark.parametrize(
    ("banner", "closes"),
    [
        ('<section class="app-c-banner"><p class="app-c-banner__desc">This consultation closes at<br>'
         '<time datetime="2022-07-22T23:45:00+01:00">11:45pm on 22 July 2022</time></p></section>', date(2022, 7, 22)),
        ('<section class="app-c-banner"><p class="app-c-banner__desc">This consultation ran from<br>'
         '<time datetime="2022-03-29T09:00:00+01:00">9am on 29 March 2022</time> to '
         '<time datetime="2022-07-22T23:45:00+01:00">11:45pm on 22 July 2022</time></p></section>', date(2022, 7, 22)),
        ('<div class="gem-c-summary-banner"><p class="gem-c-summary-banner__text">Our green paper.</p>'
         '<p class="gem-c-summary-banner__secondary-text">This consultation closes at<br><strong>'
         '<time datetime="2022-07-01T23:45:00+01:00">11:45pm on 1 July 2022</time></strong></p></div>', date(2022, 7, 1)),
    ],
)  # fmt: skip
def test_a_consultation_closes_on_one_day_before_and_after_it_has(banner: str, closes: date) -> None:
    document = read(f'<main class="consultation"><h1>Our green paper</h1>{banner}<div class="gem-c-govspeak">{BODY}</div></main>')
    assert [(d.role, d.on) for d in document.dates] == [(DateRole.CLOSING, closes)]
    assert all("consultation" not in b.text for b in document.blocks)


def test_a_release_of_statistics_states_its_date_and_why_it_was_put_off() -> None:
    document = read(
        """<main class="statistics-announcement"><h1>Places</h1><div class="important-metadata inverse-background">
        <div class="gem-c-metadata"><dl><dt>Release date:</dt><dd>20 June 2025 9:30am (confirmed)</dd></dl></div></div>
        <div class="release-date-changed"><div class="inverse-background"><div class="gem-c-metadata"><dl>
        <dt>Previous date:</dt><dd>20 May 2025 9:30am</dd><dt>Reason for change:</dt><dd>More checks are needed.</dd></dl></div>
        </div></div>
        <div class="gem-c-notice">These statistics will be released on 20 June 2025 9:30am</div></main>"""
    )
    assert (DateRole.RELEASE, date(2025, 6, 20)) in [(d.role, d.on) for d in document.dates]
    assert "More checks are needed." in document.text


def test_what_was_updated_in_a_listed_document_is_no_news_of_the_list() -> None:
    def collection(day: str, title: str = "Places in 2024") -> str:
        return f"""<main class="document-collection"><h1>Places</h1><ul class="gem-c-document-list">
          <li class="gem-c-document-list__item">
          <a class="gem-c-document-list__item-title" href="/a">{title}</a><ul class="gem-c-document-list__item-metadata">
          <li class="gem-c-document-list__attribute"><time datetime="2024-01-01">{day}</time></li>
          <li class="gem-c-document-list__attribute">Official Statistics</li></ul></li></ul></main>"""

    assert diff_documents(read(collection("3 May 2024")), read(collection("9 June 2025"))) is None
    assert diff_documents(read(collection("3 May 2024")), read(collection("3 May 2024", "Places in 2025"))) is not None


def test_a_withdrawal_is_a_state_with_its_reason_and_no_added_text() -> None:
    notice = '<section class="gem-c-notice"><h2>This guidance was withdrawn on 2 June 2024</h2><p>Ready by June 2025.</p></section>'
    page = '<main class="detailed-guide"><h1 class="gem-c-title__text">Guide</h1>{}<div class="gem-c-govspeak">{}</div></main>'
    before, after = read(page.format("", BODY)), read(page.format(notice, BODY))
    assert (after.state, "Ready by June 2025" in after.explanation) == (DocumentState.WITHDRAWN, True)
    change = diff_documents(before, after)
    assert change is not None
    assert (change.hunks, change.dates) == ((), ())


def test_the_steps_of_a_step_by_step_page_are_its_content_and_those_beside_another_page_are_not() -> None:
    steps = '<div class="gem-c-step-nav{}"><h2>Ask the school</h2><p>Bring the plan.</p></div>'
    own = read(f'<main class="gem-c-layout"><h1>Get help</h1>{steps.format("")}</main>')
    beside = read(f'<main class="guide"><h1>Get help</h1><p>Text</p>{steps.format("-related")}</main>')
    assert [b.text for b in own.blocks] == ["Ask the school", "Bring the plan."]
    assert [b.text for b in beside.blocks] == ["Text"]


def test_what_people_answered_a_consultation_is_no_feedback_form() -> None:
    document = read(f'<main class="consultation"><h1>Q</h1><div class="consultation-feedback gem-c-govspeak">{BODY}</div></main>')
    assert "schools" in document.text


def test_a_site_that_wraps_all_it_has_in_one_form_is_read_all_the_same() -> None:
    document = read("<html><body><form id='aspnetForm'><main><h1>Our offer</h1><p>Come to the hub.</p></main></form></body></html>")
    assert "Come to the hub." in document.text


def test_the_rows_of_a_page_without_a_main_part_are_rows() -> None:
    table = "".join(f"<tr><td>{n}</td><td>Town {n}</td><td>Open to all pupils of the area</td></tr>" for n in range(20))
    document = read(f"<html><body><h1>List</h1><p>All towns and what they have.</p><table>{table}</table></body></html>")
    assert [b.text for b in document.blocks if b.kind.value == "row"][3] == "3 | Town 3 | Open to all pupils of the area"
