"""Pictures: what was promised for when, what moved and what came, told by shapes, and safe wherever they are shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from notifier.model import Board
from notifier.pictures import (
    Axis,
    axis_head,
    axis_of,
    axis_symbols,
    badge,
    legend,
    pictures,
    row_picture,
    timeline_picture,
)
from notifier.pictures.drawing import DARK, LIGHT, LOTS, width_of
from tests.notifier.public import EVIL, NOW, PLAN, board, event
from tests.world import commitment, ruling
from watcher.judge import standing
from watcher.model import Coverage, Plan, Precision, Slip, Standing, Verdict, Window

CSS = (Path(__file__).resolve().parents[2] / "notifier" / "static" / "planwatch.css").read_text()
TODAY = date(2026, 1, 10)
AXIS = Axis(2023, 2027, date(2023, 3, 2))
END_2024, END_2025, END_2026, END_2027 = (date(year, 12, 31) for year in range(2024, 2028))
SVG = "{http://www.w3.org/2000/svg}"


def promise(
    start: date | None = None,
    end: date | None = None,
    verdict: Verdict | None = None,
    on: date = TODAY,
    slips: tuple[Slip, ...] = (),
) -> Standing:
    made = commitment(
        window=Window(start, end, Precision.RANGE if end else Precision.NONE, "as promised"),
        rulings=(ruling(on, verdict),) if verdict else (),
    )
    return replace(standing(made, [], Coverage(("page",), 41, NOW), NOW), slips=slips)


def slip(end: date | None, after: str = "later", days: int | None = None) -> Slip:
    window = Window(None, end, Precision.RANGE, after) if after else None
    return Slip(TODAY, "before", after, window, days, "https://www.gov.uk/page", "We will.")


def row(found: Standing, lot: str = "open", axis: Axis = AXIS) -> Any:
    return etree.fromstring(row_picture(found, axis, TODAY, lot))


def paths(found: Standing, name: str, lot: str = "open") -> list[str]:
    return [p.get("d") for p in row(found, lot).iter("path") if p.get("class") == name]


def marks(found: Standing) -> list[tuple[str, int]]:
    return [(u.get("href"), int(u.get("x"))) for u in row(found).iter("use") if u.get("x")]


def points(d: str) -> list[tuple[int, int]]:
    """Where a path of M, H, V, m, h, v, l goes, point by point."""
    x = y = 0
    found = []
    for letter, numbers in re.findall(r"([MHVmhvl])([^MHVmhvl]*)", d):
        values = [int(n) for n in re.findall(r"-?\d+", numbers)]
        while values:
            step = [values.pop(0) for _ in range(1 if letter in "HVhv" else 2)]
            if letter in "HV":
                x, y = (step[0], y) if letter == "H" else (x, step[0])
            elif letter in "hv":
                x, y = (x + step[0], y) if letter == "h" else (x, y + step[0])
            else:
                x, y = (step[0], step[1]) if letter == "M" else (x + step[0], y + step[1])
            found.append((x, y))
    return found


def at(day: date) -> int:
    return AXIS.at(day)


# --- the axis -----------------------------------------------------------------


def test_the_axis_holds_every_date_whole_years_and_a_year_to_come() -> None:
    moved = promise(date(2024, 4, 1), END_2025, slips=(slip(date(2028, 8, 31)),))
    axis = axis_of([moved, promise(verdict=Verdict.DELIVERED, on=date(2022, 9, 1))], [PLAN], TODAY)
    assert (axis.first, axis.last, axis.begin) == (2022, 2028, PLAN.published)
    assert axis_of([promise(date(2022, 4, 1), END_2025)], [PLAN], TODAY).first == 2022
    assert axis_of([], [PLAN], TODAY).last == TODAY.year + 1
    assert axis_of([], [], TODAY).holds(TODAY)


@pytest.mark.parametrize("careless", [date(202, 12, 31), date(1923, 12, 31), date(2203, 12, 31), date(9999, 12, 31)])
def test_a_date_of_a_careless_century_does_not_stretch_the_axis(careless: date) -> None:
    axis = axis_of([promise(careless, careless)], [PLAN], TODAY)
    assert PLAN.published.year - 1 <= axis.first
    assert axis.last == TODAY.year + 1


def test_days_lie_in_order_from_end_to_end_and_what_is_beyond_lies_on_the_end() -> None:
    days = [date(1900, 1, 1), date(2023, 1, 1), date(2023, 1, 2), TODAY, END_2027, date(2100, 1, 1)]
    xs = [AXIS.x(day) for day in days]
    assert xs == sorted(xs)
    assert (xs[0], xs[1], xs[-1]) == (0, 0, 400)
    assert 0 < xs[2] < 1 < 399 < xs[-2] < 400


def test_the_years_and_today_stand_over_the_rows_large_enough_for_a_telephone() -> None:
    assert axis_head().endswith('<use href="#p-head"/></svg>')
    head = html.fromstring(axis_symbols(AXIS, TODAY)).xpath("//g[@id = 'p-head']")[0]
    texts = [t.text for t in head.iter("text")]
    assert texts == ["2023", "2024", "2025", "2026", "2027", "today"]
    assert {int(size) for size in head.xpath(".//@font-size")} == {16}
    today = next(t for t in head.iter("text") if t.text == "today")
    assert int(today.get("x")) == at(TODAY)


@pytest.mark.parametrize("years", [1, 5, 9, 12, 40])
def test_however_many_years_their_labels_have_room_and_stay_inside(years: int) -> None:
    axis = Axis(2000, 2000 + years - 1, date(2000, 1, 1))
    head = html.fromstring(axis_symbols(axis, date(2000 + years - 1, 12, 31))).xpath("//g[@id = 'p-head']")[0]
    spans = [(int(t.get("x")) - 18, int(t.get("x")) + 18) for t in head.iter("text") if t.text != "today"]
    assert spans
    assert all(left >= 0 and right <= 400 for left, right in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    word = next(int(t.get("x")) for t in head.iter("text") if t.text == "today")
    assert word + width_of("today", 16) / 2 <= 400


# --- a row --------------------------------------------------------------------


def test_a_promise_is_a_bar_to_the_firm_edge_of_its_last_day() -> None:
    ahead = promise(date(2026, 3, 1), END_2026)
    assert points(paths(ahead, "pb")[0]) == [(at(date(2026, 3, 1)), 14), (at(END_2026), 14)]
    assert points(paths(ahead, "pe")[0])[0][0] == at(END_2026)
    assert not paths(ahead, "pl") + paths(ahead, "pu") + paths(ahead, "ps")
    assert marks(ahead) == []


def test_a_promise_with_no_first_day_begins_when_its_plan_was_published() -> None:
    assert points(paths(promise(None, END_2025), "pb")[0])[0][0] == at(AXIS.begin)
    later = AXIS.since(date(2024, 6, 1))
    drawn = row(promise(None, END_2025), axis=later).find("path[@class='pb']")
    assert points(drawn.get("d"))[0][0] == at(date(2024, 6, 1))


def test_a_promise_for_one_day_can_be_seen() -> None:
    (start, _), (end, _) = points(paths(promise(END_2025, END_2025), "pb")[0])
    assert end - start >= 3


def test_no_date_is_a_dotted_line_that_has_no_end() -> None:
    open_ended = promise(date(2024, 1, 1), None)
    assert points(paths(open_ended, "pu")[0]) == [(at(date(2024, 1, 1)), 14), (400, 14)]
    assert not paths(open_ended, "pe")
    assert points(paths(promise(), "pu")[0])[0][0] == at(AXIS.begin)


def test_an_end_beyond_the_years_shown_has_no_edge_there() -> None:
    assert not paths(promise(None, date(2060, 12, 31)), "pe")


def test_overdue_is_striped_from_the_last_day_to_today() -> None:
    (start, _), (end, _) = points(paths(promise(None, END_2024), "pl", "late")[0])
    assert (start, end) == (at(END_2024) + 2, at(TODAY))


def test_overdue_since_yesterday_can_be_seen() -> None:
    (start, _), (end, _) = points(paths(promise(None, TODAY - timedelta(days=1)), "pl", "late")[0])
    assert end - start >= 3


@pytest.mark.parametrize("lot", ["kept", "part", "ended", "open"])
def test_what_is_not_overdue_has_no_stripes(lot: str) -> None:
    assert not paths(promise(None, END_2024, Verdict.SUPERSEDED, date(2025, 6, 1)), "pl", lot)


def test_a_late_delivery_shows_how_late_it_was() -> None:
    late = promise(None, END_2024, Verdict.DELIVERED_LATE, date(2025, 6, 1))
    assert points(paths(late, "pl", "part")[0])[1][0] == at(date(2025, 6, 1))


def test_what_was_ruled_is_a_mark_on_its_day_and_each_kind_has_a_shape_of_its_own() -> None:
    day = date(2025, 6, 1)
    kinds = {v: marks(promise(None, END_2025, v, day)) for v in Verdict}
    assert {x for found in kinds.values() for _, x in found} == {at(day)}
    assert kinds[Verdict.DELIVERED][0][0] == "#p-kept"
    assert kinds[Verdict.DELIVERED_LATE] == kinds[Verdict.DELIVERED_IN_PART] == [("#p-part", at(day))]
    ended = [kinds[v] for v in (Verdict.DROPPED, Verdict.SUPERSEDED, Verdict.NOT_DELIVERED)]
    assert ended == [[("#p-ended", at(day))]] * 3
    assert [v for v, found in kinds.items() if not found] == [
        Verdict.NOT_YET_RATED, Verdict.IN_PROGRESS, Verdict.STALLED, Verdict.UNCLEAR,
    ]  # fmt: skip
    symbols = etree.fromstring(axis_symbols(AXIS, TODAY))
    without_colour = {
        re.sub(r' (fill|stroke|id|class)="[^"]*"', "", etree.tostring(g).decode())
        for g in symbols.iter("g")
        if not g.xpath("ancestor-or-self::g[@id = 'p-head']")
    }
    assert len(without_colour) == 4  # three marks and the years


def test_a_dotted_line_ends_where_the_matter_was_settled() -> None:
    assert points(paths(promise(verdict=Verdict.DELIVERED, on=END_2024), "pu")[0])[-1][0] == at(END_2024)


def test_a_mark_on_the_first_or_last_day_is_drawn_whole() -> None:
    for day in (date(2023, 1, 1), date(1999, 1, 1)):
        assert marks(promise(verdict=Verdict.DELIVERED, on=day))[0][1] >= 8


# --- what moved -----------------------------------------------------------------


def reach(d: str) -> tuple[int, int]:
    """Where an arrow hangs from, and the edge at which it ends."""
    found = points(d)
    return found[0][0], found[-1][0]


def test_a_later_date_is_an_arrow_to_the_right_and_an_earlier_one_to_the_left() -> None:
    later, earlier = (paths(promise(None, END_2025, slips=(slip(day),)), "ps")[0] for day in (END_2026, END_2024))
    assert reach(later) == (at(END_2025), at(END_2026))
    assert reach(earlier) == (at(END_2025), at(END_2024))
    tip, barb = points(later)[2], points(later)[3]
    assert barb[0] < tip[0] < at(END_2026)
    tip, barb = points(earlier)[2], points(earlier)[3]
    assert at(END_2024) < tip[0] < barb[0]


def test_a_date_that_moved_by_a_month_still_shows_its_new_edge() -> None:
    moved = paths(promise(None, END_2025, slips=(slip(date(2026, 1, 31)),)), "ps")[0]
    assert reach(moved) == (at(END_2025), at(date(2026, 1, 31)))
    assert points(moved)[-1][1] - points(moved)[-2][1] == 10
    assert {x for x, _ in points(moved)} == {at(END_2025), at(date(2026, 1, 31))}  # no point that would stand behind its start


def test_put_off_again_and_again_is_one_line_of_arrows() -> None:
    drawn = row(promise(None, END_2024, slips=(slip(END_2025), slip(END_2026), slip(END_2027))))
    assert drawn.get("viewBox").split()[3] == "40"
    assert [reach(p.get("d")) for p in drawn.iter("path") if p.get("class") == "ps"] == [
        (at(END_2024), at(END_2025)), (at(END_2025), at(END_2026)), (at(END_2026), at(END_2027)),
    ]  # fmt: skip


def test_a_date_that_moved_back_takes_a_line_of_its_own() -> None:
    drawn = row(promise(None, END_2025, slips=(slip(END_2026), slip(END_2025))))
    assert drawn.get("viewBox").split()[3] == "52"
    there, back = (p.get("d") for p in drawn.iter("path") if p.get("class") == "ps")
    assert (reach(there), reach(back)) == ((at(END_2025), at(END_2026)), (at(END_2026), at(END_2025)))


def test_a_source_that_had_another_date_is_drawn_from_the_date_it_had() -> None:
    moved = promise(None, END_2024, slips=(slip(END_2025, days=365), slip(END_2027, days=730 + 366)))
    assert [reach(d) for d in paths(moved, "ps")] == [(at(END_2024), at(END_2025)), (at(END_2024), at(END_2027))]
    assert row(moved).get("viewBox").split()[3] == "52"


def test_a_date_taken_away_is_a_cross_and_one_given_again_goes_on_from_it() -> None:
    gone = promise(None, END_2025, slips=(slip(None, ""), slip(END_2027)))
    cross, arrow = paths(gone, "ps")
    assert points(cross)[0][0] == at(END_2025)
    assert len(points(cross)) == 6  # down, and two strokes
    assert reach(arrow) == (at(END_2025), at(END_2027))
    assert points(arrow)[0][1] == points(cross)[1][1]


def test_a_date_that_became_vague_trails_off() -> None:
    vague = paths(promise(None, END_2024, slips=(slip(None, "soon"),)), "pu")
    assert (points(vague[0])[0][0], points(vague[0])[-1][0]) == (at(END_2024), 400)


@pytest.mark.parametrize("before", [slip(None, "soon"), slip(END_2024)], ids=["vague", "earlier"])
def test_a_date_that_moves_on_is_not_drawn_over_what_went_before(before: Slip) -> None:
    drawn = row(promise(None, END_2025, slips=(before, slip(END_2027))))
    assert drawn.get("viewBox").split()[3] == "52"


def test_a_first_date_is_shown_as_given_not_as_moved() -> None:
    (drawn,) = paths(promise(slips=(slip(END_2026),)), "ps")
    assert points(drawn)[-1][0] == at(END_2026)
    assert len(points(drawn)) == 4  # along, and the edge


def test_what_did_not_move_is_not_drawn() -> None:
    same = promise(None, END_2025, slips=(slip(END_2025, "in December 2025"),))
    assert row_picture(same, AXIS, TODAY, "open") == row_picture(replace(same, slips=()), AXIS, TODAY, "open")
    assert not paths(promise(slips=(slip(None, "soon"),)), "ps")


# --- on a page ------------------------------------------------------------------

STORIES: Mapping[str, tuple[Standing, str]] = {
    "delivered": (promise(None, END_2025, Verdict.DELIVERED, END_2024), "kept"),
    "late": (promise(None, END_2024, Verdict.DELIVERED_LATE, date(2025, 6, 1)), "part"),
    "overdue": (promise(None, END_2024), "late"),
    "dropped": (promise(None, END_2025, Verdict.DROPPED, END_2024), "ended"),
    "moved": (promise(None, END_2025, slips=(slip(END_2026), slip(None, ""), slip(None, "soon"), slip(END_2024))), "late"),
    "undated": (promise(), "open"),
}


def page() -> str:
    rows = "".join(row_picture(found, AXIS, TODAY, lot) for found, lot in STORIES.values())
    return f"<div>{axis_symbols(AXIS, TODAY)}{axis_head()}{rows}{legend()}</div>"


def test_rows_refer_to_shapes_that_the_page_holds_once() -> None:
    root = etree.fromstring(page())
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {u[1:] for u in root.xpath("//use/@href")} == set(ids)


def test_nothing_on_a_page_asks_for_what_its_security_policy_forbids() -> None:
    root = etree.fromstring(page())
    assert not root.xpath("//@style | //style | //script | //image | //@*[starts-with(name(), 'on')]")


def test_every_picture_on_a_page_is_hidden_from_screen_readers_and_the_keyboard() -> None:
    drawn = list(etree.fromstring(page()).iter("svg"))
    assert len(drawn) > len(STORIES)
    assert {(s.get("aria-hidden"), s.get("focusable")) for s in drawn} == {("true", "false")}


def test_the_style_sheet_has_a_rule_for_every_class_of_a_picture() -> None:
    names = {
        name for value in etree.fromstring(page()).xpath("//svg/@class | //svg//@class | //ul/@class") for name in value.split()
    }
    assert {"pic", "pb", "late", "legend", "defs"} <= names
    assert {name for name in names if not re.search(rf"\.{name}\b", CSS)} == set()


def test_a_lot_that_nobody_knows_brings_no_markup_with_it() -> None:
    assert row(promise(), '"><script>').get("class") == "pic open"


def test_rows_are_small() -> None:
    for found, lot in STORIES.values():
        assert len(row_picture(found, AXIS, TODAY, lot).encode()) < 450
    assert len(row_picture(*STORIES["overdue"][:1], AXIS, TODAY, "late").encode()) < 250


def test_the_legend_explains_every_shape_that_a_row_can_have() -> None:
    def shapes(markup: str) -> set[str]:
        root = etree.fromstring(markup)
        return set(root.xpath("//path/@class")) | set(root.xpath("//use/@href"))

    explained = shapes(legend())
    for found, lot in STORIES.values():
        assert shapes(row_picture(found, AXIS, TODAY, lot)) - {"#p-axis"} <= explained
    assert all(len(" ".join(li.itertext()).split()) for li in etree.fromstring(legend()))


# --- as a file ------------------------------------------------------------------


def lots_of(public: Board) -> tuple[dict[str, str], dict[str, str]]:
    lots = {"template": "late", "npq": "kept"}
    return lots, {"template": "overdue since 1 January 2026", "npq": "delivered"}


def timeline(public: Board | None = None) -> Any:
    public = public or board()
    return etree.fromstring(timeline_picture(public, public.commitments, lots_of(public)[0]))


def moved_and_vague() -> Board:
    public = board()
    moved = replace(public.standings["template"], slips=(slip(END_2026), slip(None, "soon")))
    return replace(public, standings={**public.standings, "template": moved})


def titled(title: str, **site: Any) -> Board:
    public = board(**site)
    npq = replace(PLAN.commitments[1], title=title)
    return replace(public, plans=(replace(PLAN, title=title, commitments=(PLAN.commitments[0], npq)),))


def test_the_whole_picture_has_a_row_a_link_and_a_full_title_for_each_promise() -> None:
    root = timeline(board(public_url="https://watch.example/"))
    links = [(a.get("href"), a.findtext(f"{SVG}title")) for a in root.iter(f"{SVG}a")]
    assert links == [
        ("https://watch.example/commitments/template.html", "One national template for EHC plans: overdue"),
        ("https://watch.example/commitments/npq.html", "A qualification for SENCOs: delivered"),
    ]
    texts = [t.text for t in root.iter(f"{SVG}text")]
    for words in ("Plans", "Workforce", "2023", "2027", "today, 10 January 2026", "The plan: what became of it"):
        assert words in texts


def test_the_whole_picture_is_named_and_told_in_words() -> None:
    root = timeline()
    named = {i: root.xpath(f"string(//*[@id='{i}'])") for i in (root.get("aria-labelledby"), root.get("aria-describedby"))}
    assert named["title"] == "The plan: what became of it"
    assert "2 promises" in named["desc"]
    assert named["desc"].endswith("on 10 January 2026: 1 delivered; 1 overdue.")


def test_the_whole_picture_explains_its_shapes() -> None:
    words = " ".join(t.text for t in timeline().iter(f"{SVG}text"))
    for item in etree.fromstring(legend()):
        assert " ".join("".join(item.itertext()).split()) in words


def test_two_plans_share_the_years_but_each_begins_when_it_was_published() -> None:
    other = commitment(id="other", plan_id="second", title="Another")
    second = Plan("second", "The second plan", "https://www.gov.uk/second", date(2025, 6, 1), "DfE", None, (other,))
    public = board()
    found = replace(public.standings["template"], commitment_id="other")
    both = replace(public, plans=(PLAN, second), standings={**public.standings, "other": found})
    root = etree.fromstring(timeline_picture(both, both.commitments, {"template": "late", "npq": "kept", "other": "late"}))
    bars = [p.get("d") for p in root.xpath("//*[local-name()='a']//*[@class='pb']")]
    assert points(bars[0])[0] < points(bars[1])[0]
    assert points(bars[0])[1] == points(bars[1])[1]
    assert "Every promise, and what became of it" in etree.tostring(root).decode()


def test_a_long_title_is_cut_at_a_word_and_told_whole_elsewhere() -> None:
    long = "Work jointly across departments on outcomes for children, including mental health and failings of the whole system"
    root = timeline(titled(long))
    shown = next(t.text for t in root.iter(f"{SVG}text") if t.text.endswith("…"))
    assert long.startswith(shown[:-1])
    assert long[len(shown) - 1] in " ,"
    assert f"{long}: delivered" in root.xpath("//*[local-name()='title']/text()")


def test_a_word_without_end_is_cut_too() -> None:
    shown = [t.text for t in timeline(titled("w" * 900)).iter(f"{SVG}text") if t.text.startswith("www")]
    assert shown
    assert all(width_of(text, 14) < 952 for text in shown)


@pytest.mark.parametrize("hostile", [EVIL, '"><a href="javascript:alert(1)">', "&amp; ]]> <!-- \x00\x0b\ufffe\ud800"])
def test_hostile_words_are_shown_as_words(hostile: str) -> None:
    public = titled(hostile, notice=hostile)
    for content in (
        timeline_picture(public, public.commitments, lots_of(public)[0]),
        badge(hostile, hostile, hostile, hostile),
    ):
        root = etree.fromstring(content)
        assert not root.xpath("//*[local-name()='script']")
        assert {a.get("href").partition(":")[0] for a in root.iter(f"{SVG}a")} <= {"http"}
        assert not set("\u202e\x1b\x00") & set(content.decode())


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_written_the_badge_is_xml_and_its_text_lies_inside(title: str, words: str) -> None:
    root = etree.fromstring(badge(words, "late", title))
    for text in root.iter(f"{SVG}text"):
        assert int(text.get("x")) + int(text.get("textLength")) <= int(root.get("width")) - 10
    assert int(root.get("width")) < 700


def test_a_file_wears_the_colours_of_the_site() -> None:
    light, dark = CSS.split("@media (prefers-color-scheme: dark)")[:2]
    for part, colours in ((light, LIGHT), (dark, DARK)):
        assert {name: re.findall(rf"--{name}: (#[0-9a-f]+)", part)[:1] for name in colours if name != "bar"} == {
            name: [colour] for name, colour in colours.items() if name != "bar"
        }
    assert f"--bar: {LIGHT['bar']}" in CSS
    assert f"--bar: {DARK['bar']}" in CSS


def test_a_file_looks_right_where_its_own_style_is_blocked() -> None:
    root = timeline()
    for found in root.iter(f"{SVG}path", f"{SVG}circle", f"{SVG}text"):
        assert found.get("fill") or found.get("stroke") or found.getparent().get("fill"), etree.tostring(found)
    lots = [g for g in root.iter(f"{SVG}g") if g.get("class") in LOTS]
    assert {g.get("color") for g in lots} >= {LIGHT["late"], LIGHT["kept"]}
    assert all(g.get("color") == LIGHT[g.get("class")] for g in lots)


def test_a_file_is_painted_like_a_page() -> None:
    def on_pages(name: str) -> dict[str, str]:
        found = re.search(rf"^(?:[^@\n]*\}})? *\.{name} \{{ ([^}}]*) \}}", CSS, re.M)
        declared = dict(d.strip().split(": ") for d in found[1].split(";") if d.strip()) if found else {}
        return {key: re.sub(r"var\(--(\w+)\)", lambda m: LIGHT[m[1]], value) for key, value in declared.items()}

    found = {p.get("class"): dict(p.attrib) for p in timeline(moved_and_vague()).iter(f"{SVG}path") if p.get("class")}
    assert {"pb", "pe", "pu", "pl", "ps", "pg", "pt", "pw"} <= set(found)
    for name, attributes in found.items():
        painted = {key: value for key, value in attributes.items() if key not in ("class", "d")}
        assert painted == on_pages(name) | ({"stroke-width": "8"} if name == "pw" else {}), name


def test_a_file_has_a_dark_colour_for_every_class() -> None:
    root = timeline()
    style = root.findtext(f"{SVG}style")
    names = {name for value in root.xpath("//@class") for name in value.split()} - {"pl"}  # stripes wear their lot's colour
    assert "late" in names
    assert {name for name in names if f".{name}{{" not in style} == set()
    assert style.startswith("@media(prefers-color-scheme:dark)")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_shapes_stand_out_from_the_paper(colours: Mapping[str, str]) -> None:
    assert all(contrast(colours[name], colours["paper"]) >= 4.5 for name in ("ink", "soft", "link", *LOTS))
    assert contrast(colours["bar"], colours["paper"]) >= 3


@pytest.mark.parametrize("lot", LOTS)
def test_a_badge_can_be_read_on_any_page(lot: str) -> None:
    root = etree.fromstring(badge("overdue since 1 January 2026", lot, "One template"))
    grounds = [p.get("fill") for p in root.findall(f"{SVG}path")]
    assert len(grounds) == 2
    assert all(contrast(ground, "#ffffff") >= 4.5 for ground in grounds)
    rim = root.find(f"{SVG}rect").get("stroke")
    assert all(contrast(rim, ground) >= 2 for ground in ("#ffffff", "#000000"))


def test_a_badge_with_much_to_say_says_what_fits() -> None:
    root = etree.fromstring(badge("overdue, and nobody has said why, " * 9, "late", "One template"))
    assert int(root.get("width")) < 600
    assert [t.text for t in root.iter(f"{SVG}text")][1].startswith("overdue, and nobody has said why, overdue")
    assert [t.text for t in root.iter(f"{SVG}text")][1].endswith("…")


def test_badges_differ_in_shape_not_only_in_colour() -> None:
    shapes = {re.search(rb'translate.*?">(.*?)</g>', badge("x", lot, "y")) for lot in LOTS}
    assert len({found[1] for found in shapes if found}) == len(LOTS)


def test_a_badge_names_the_promise_and_says_what_became_of_it() -> None:
    root = etree.fromstring(badge("delivered in part", "part", "One template", "Made up."))
    assert [t.text for t in root.iter(f"{SVG}text")] == ["Planwatch", "delivered in part"]
    assert root.findtext(f"{SVG}title") == "One template: delivered in part (Planwatch)"
    assert root.findtext(f"{SVG}desc") == "Made up."
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", root.find(f"{SVG}title").get("id"))


# --- publication ------------------------------------------------------------------


def keys(public: Board, words: str = "delivered") -> dict[str, str]:
    lots, told = lots_of(public)
    return {f.path: f.key for f in pictures(public, lots, {**told, "npq": words})}


def test_there_is_a_picture_of_everything_one_of_each_plan_and_a_badge_for_each_promise() -> None:
    public = board()
    made = {f.path: f.make() for f in pictures(public, *lots_of(public))}
    assert list(made) == ["pictures/timeline.svg", "pictures/plans/plan.svg", "badges/template.svg", "badges/npq.svg"]
    assert made == {f.path: f.make() for f in pictures(board(), *lots_of(public))}
    assert all(etree.fromstring(content).tag == f"{SVG}svg" for content in made.values())


def test_another_look_that_found_nothing_makes_no_picture_anew() -> None:
    public = board()
    looked = {
        i: replace(s, coverage=Coverage(("page", "other"), 42, NOW), sentence="Another.") for i, s in public.standings.items()
    }
    again = replace(public, standings=looked, headlines=(), states={}, generated_at=NOW + timedelta(hours=1))
    assert keys(again) == keys(public)
    lots, words = lots_of(public)
    assert [f.make() for f in pictures(again, lots, words)] == [f.make() for f in pictures(public, lots, words)]


def test_a_new_day_moves_today_but_no_badge() -> None:
    before, after = keys(board()), keys(replace(board(), generated_at=NOW + timedelta(days=1)))
    assert {path for path in before if before[path] != after[path]} == {"pictures/timeline.svg", "pictures/plans/plan.svg"}


def test_what_a_picture_shows_makes_it_anew() -> None:
    public = board()
    settled = replace(public.standings["template"], ruling=ruling(TODAY, Verdict.DROPPED))
    moved = replace(public.standings["template"], slips=(slip(END_2026),))
    for changed in (settled, moved):
        after = keys(replace(public, standings={**public.standings, "template": changed}))
        assert after["pictures/timeline.svg"] != keys(public)["pictures/timeline.svg"]
    for other in (titled("Another title"), board(notice="Made up."), board(maker="new"), board(public_url="https://a.example")):
        assert keys(other)["pictures/timeline.svg"] != keys(public)["pictures/timeline.svg"]
    assert keys(titled("Another title"))["badges/npq.svg"] != keys(public)["badges/npq.svg"]
    assert keys(public, "delivered late")["badges/npq.svg"] != keys(public)["badges/npq.svg"]
    assert keys(public, "delivered late")["badges/template.svg"] == keys(public)["badges/template.svg"]


def test_a_notice_stands_on_every_picture() -> None:
    public = board(event(1), notice="Its wording is made up.")
    for file in pictures(public, *lots_of(public)):
        assert b"Its wording is made up." in file.make(), file.path
