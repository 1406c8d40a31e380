"""The review in a terminal and `planwatch rule`, as a maintainer uses them: keys in, a plan file out."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from locks import sole_user
from tests.watcher.reviewing import NOW, PLAN, ROOT, found, office, over, plan_text, real_office, renamed
from watcher.catalogue import find_mistakes
from watcher.errors import PlanwatchError
from watcher.review import Office, Refusal, Review, Terminal
from watcher.review.desk import accept

EVIL = 'National EHCP template <script>alert(1)</script>\x1b[31m\u202e "quoted" \\ \'single\' """ ]]'
TEMPLATE = found("National EHCP template", "https://www.gov.uk/template", at=NOW - timedelta(days=90))
SCHOOL = found("School lunch national EHCP template", "https://www.gov.uk/lunch", score="0.80")


def review(desk: Office, *typed: str) -> str:
    """What the screen shows when these lines are typed."""
    screen = io.StringIO()
    Review(desk, Terminal(io.StringIO("".join(f"{line}\n" for line in typed)), screen)).run()
    return screen.getvalue()


# --- keys ---


def test_what_accepting_writes_is_said_before_and_shown_after(tmp_path: Path) -> None:
    desk = office(tmp_path)
    shown = review(desk, "a")
    before, after = shown.split("Key: a", 1)
    assert "Rules template “delivered” on 2 February 2026" in before
    assert '+evidence = ["https://charity.example/template"]' in after
    (promise, _) = desk.waiting().catalogue.commitments
    assert [(r.verdict.value, r.evidence) for r in promise.rulings] == [("delivered", ("https://charity.example/template",))]
    assert promise.candidates == ()
    assert find_mistakes(desk.sources, desk.plans) == []


def test_a_rejection_asks_why_and_teaches_the_phrase_that_would_have_kept_it_out(tmp_path: Path) -> None:
    desk = office(tmp_path, [found("National EHCP template", "https://school.example/template"), SCHOOL])
    shown = review(desk, "r", "Not theirs.", "y")
    assert "school lunch national EHCP template" in shown
    assert "no other candidate or accepted evidence would be lost" in " ".join(shown.split())
    (promise, _) = desk.waiting().catalogue.commitments
    assert [(r.url, r.reason) for r in promise.rejected] == [("https://www.gov.uk/lunch", "Not theirs.")]
    assert promise.not_names == ("school lunch national EHCP template",)


def test_a_phrase_of_ones_own_that_would_lose_the_real_thing_is_not_taken(tmp_path: Path) -> None:
    desk = office(tmp_path, [found("National EHCP template", "https://school.example/template"), SCHOOL])
    shown = review(desk, "r", "Not theirs.", "national EHCP template")
    assert "but neither would “National EHCP template”" in " ".join(shown.split())
    (promise, _) = desk.waiting().catalogue.commitments
    assert (len(promise.rejected), promise.not_names) == (1, ())


def test_without_a_reason_nothing_is_rejected(tmp_path: Path) -> None:
    desk = office(tmp_path, [TEMPLATE])
    shown = review(desk, "r", "", "q")
    assert "a rejection needs its reason" in shown
    assert plan_text(tmp_path) == PLAN


def test_any_verdict_can_be_chosen_by_its_number_with_a_note_and_successors(tmp_path: Path) -> None:
    desk = office(tmp_path)
    review(desk, "v", "9", "senco-npq", "Another took its place.")
    (promise, _) = desk.waiting().catalogue.commitments
    (ruling,) = promise.rulings
    assert (ruling.verdict.value, ruling.by, ruling.note) == ("superseded", ("senco-npq",), "Another took its place.")
    assert ruling.evidence == ("https://charity.example/template",)


def test_a_successor_that_no_plan_has_is_a_mistake_that_is_told_and_not_written(tmp_path: Path) -> None:
    shown = review(office(tmp_path), "v", "superseded", "senco-npx", "Gone.", "q")
    assert "Not written." in shown
    assert "did you mean 'senco-npq'" in shown
    assert f"{tmp_path / 'plans' / 'p.toml'}:" in shown
    assert plan_text(tmp_path) == PLAN


def test_a_proposed_name_takes_one_key(tmp_path: Path) -> None:
    desk = office(tmp_path, [renamed("EHC plan form", "senco-npq"), renamed("SENCO badge", "senco-npq")])
    review(desk, "s", "a", "r")
    (_, promise) = desk.waiting().catalogue.commitments
    assert [a.name for a in promise.aliases] == ["EHC plan form"]
    assert promise.not_names == ("headship qualification", "SENCO badge")


def test_undo_restores_the_file_byte_for_byte_decision_by_decision(tmp_path: Path) -> None:
    text = PLAN.replace("\n", "\r\n").rstrip("\r\n")
    desk = office(tmp_path, [TEMPLATE, SCHOOL], text)
    shown = review(desk, "r", "No.", "", "r", "No.", "", "u", "u", "u", "q")
    assert plan_text(tmp_path) == text
    assert "Nothing was decided in this run yet." in shown
    assert shown.endswith("Nothing was written.\n")


def test_the_last_decision_can_be_undone_when_nothing_is_left(tmp_path: Path) -> None:
    desk = office(tmp_path)
    review(desk, "a", "u", "q")
    assert plan_text(tmp_path) == PLAN


def test_skipping_leaves_an_item_for_the_next_run(tmp_path: Path) -> None:
    desk = office(tmp_path)
    assert "Nothing more waits." in review(desk, "s")
    assert "Is this evidence?" in review(desk, "q")
    assert plan_text(tmp_path) == PLAN


def test_the_end_of_the_input_ends_the_run_and_says_what_was_written(tmp_path: Path) -> None:
    desk = office(tmp_path, [found("SENCO NPQ", "https://www.gov.uk/npq", "senco-npq")])
    shown = review(desk, "a")
    assert "1 decision written, ready to commit:" in shown
    assert shown.rstrip().endswith('+note = "Accepted as evidence: dated 1 June 2025."')


def test_a_hostile_title_moves_no_cursor_and_breaks_no_file(tmp_path: Path) -> None:
    desk = office(tmp_path, [found(EVIL, "https://www.gov.uk/evil", "senco-npq")])
    shown = review(desk, "s", "a")
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    (_, promise) = desk.waiting().catalogue.commitments
    assert "<script>alert(1)</script>" in promise.rulings[0].note
    assert find_mistakes(desk.sources, desk.plans) == []


def test_the_real_plan_is_reviewed_with_its_comments_kept_and_each_candidate_moved_and_then_undone(tmp_path: Path) -> None:
    desk = real_office(tmp_path)
    path = tmp_path / "plans" / "send-ap-2023.toml"
    before = path.read_text()
    shown = review(desk, *(["r", "Seen.", "a", "s"] * 5), "q")
    assert "10 decisions written" in shown
    assert find_mistakes(desk.sources, desk.plans) == []
    after = path.read_text()
    kinds = ("candidate", "rejected", "ruling")
    moved = {x: after.count(f"[[commitment.{x}]]") - before.count(f"[[commitment.{x}]]") for x in kinds}
    assert moved == {"candidate": -10, "rejected": 5, "ruling": 5}
    assert [x for x in before.splitlines() if x.startswith("#")] == [x for x in after.splitlines() if x.startswith("#")]
    review(desk, *(["u"] * 10), "q")
    assert path.read_text() == before


# --- others at work ---


def test_a_plan_that_was_edited_meanwhile_is_not_overwritten_and_the_next_look_sees_the_edit(tmp_path: Path) -> None:
    desk = office(tmp_path)
    path = tmp_path / "plans" / "p.toml"

    class Meddling(io.StringIO):
        """The plan is edited while the first key is awaited."""

        def readline(self, size: int = -1) -> str:  # type: ignore[override]
            if path.read_text() == PLAN:
                path.write_text(PLAN.replace("Found by hand.", "Found by another hand."))
            return super().readline(size)

    screen = io.StringIO()
    Review(desk, Terminal(Meddling("a\nq\n"), screen)).run()
    assert "was changed meanwhile; nothing was written" in screen.getvalue()
    assert "Found by another hand." in screen.getvalue()
    assert plan_text(tmp_path) == PLAN.replace("Found by hand.", "Found by another hand.")


def test_of_two_reviewers_the_second_looks_again_and_neither_decision_is_lost(tmp_path: Path) -> None:
    one = office(tmp_path, [found("SENCO NPQ", "https://www.gov.uk/npq", "senco-npq")])
    two = over(tmp_path, (), NOW)
    seen_by_two = two.waiting()
    review(one, "r", "No.", "")
    decision = accept(seen_by_two.items[-1], two.today)
    assert not isinstance(decision, Refusal)
    with pytest.raises(PlanwatchError, match="changed meanwhile"):
        two.decide(decision, seen_by_two)
    two.decide(decision, two.waiting())
    first, second = one.waiting().catalogue.commitments
    assert (len(first.rejected), len(second.rulings)) == (1, 1)


def test_while_another_is_writing_nothing_is_written(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.alone = lambda: sole_user(tmp_path / "state", "reviewing")
    with sole_user(tmp_path / "state", "reviewing"):
        assert "another planwatch is changing sources.toml or a plan's file" in review(desk, "a", "q")
    assert plan_text(tmp_path) == PLAN


def test_who_is_patient_gets_a_lock_that_is_held_for_a_moment(tmp_path: Path) -> None:
    held, done = threading.Event(), threading.Event()

    def writes() -> None:
        with sole_user(tmp_path, "reviewing"):
            held.set()
            done.wait(0.2)

    other = threading.Thread(target=writes)
    other.start()
    held.wait()
    with sole_user(tmp_path, "reviewing", patience=5.0):
        pass
    other.join()


def test_what_somebody_wrote_after_ones_own_decision_is_not_undone_with_it(tmp_path: Path) -> None:
    desk = office(tmp_path, [TEMPLATE])
    review(desk, "r", "No.", "", "q")
    path = tmp_path / "plans" / "p.toml"
    path.write_text(path.read_text() + "# mine\n")
    assert "Not undone." in review(desk, "u", "q")
    assert path.read_text().endswith("# mine\n")


def test_a_link_to_a_plan_stays_a_link_and_keeps_its_mode(tmp_path: Path) -> None:
    desk = office(tmp_path)
    path, kept = tmp_path / "plans" / "p.toml", tmp_path / "kept.toml"
    path.rename(kept)
    kept.chmod(0o640)
    path.symlink_to(kept)
    review(desk, "a")
    assert path.is_symlink()
    assert kept.stat().st_mode & 0o777 == 0o640
    assert "[[commitment.ruling]]" in kept.read_text()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kept.toml", "plans", "sources.toml", "state"]


# --- the commands ---


def planwatch(folder: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "planwatch.py"), "--root", str(folder), *words]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PLANWATCH_")}
    return subprocess.run(command, capture_output=True, text=True, env=clean, input=typed, check=False)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    office(tmp_path, [SCHOOL])
    return tmp_path


def test_the_queue_is_listed_as_json_without_asking(place: Path) -> None:
    done = planwatch(place, "review", "--json", "--plan", "plan")
    assert done.returncode == 0, done.stderr
    first = json.loads(done.stdout)[0]
    assert (first["kind"], first["commitment"], first["score"]) == ("candidate", "template", 0.8)
    assert first["teaches"] == "school lunch national EHCP template"
    assert plan_text(place) == PLAN


def test_review_reads_its_keys_from_standard_input(place: Path) -> None:
    done = planwatch(place, "review", "template", typed="r\nNo.\n\nq\n")
    assert done.returncode == 0, done.stderr
    assert "[[commitment.rejected]]" in plan_text(place)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("review", "templat"), "Did you mean 'template'?"),
        (("review", "--plan", "other"), "there are plan."),
        (("rule", "templat", "stalled", "--note", "x"), "Did you mean 'template'?"),
        (("rule", "template", "kept", "--note", "x"), "not yet rated, in progress, stalled, delivered, delivered late"),
        (("rule", "template", "stalled", "--note", "x", "--on", "2199-01-01"), "has not come yet"),
        (("rule", "template", "delivered", "--note", "x"), "needs the address of its evidence"),
        (("rule", "template", "superseded", "--note", "x", "--by", "senco"), "Did you mean 'senco-npq'?"),
        (("rule", "template", "delivered", "--note", "x", "--evidence", "gov.uk/x"), "is not a web address"),
        (("rule", "template", "stalled"), "--note"),
    ],
)
def test_what_cannot_be_done_is_told_with_a_suggestion_and_exit_two(place: Path, words: tuple[str, ...], said: str) -> None:
    done = planwatch(place, *words)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert plan_text(place) == PLAN


def test_rule_writes_one_ruling_with_all_its_evidence_and_the_same_again_is_refused(place: Path) -> None:
    words = ("rule", "template", "delivered-late", "--note", "Out in March.", "--on", "2026-03-01",
             "--evidence", "https://www.gov.uk/one", "--evidence", "https://www.gov.uk/two")  # fmt: skip
    done = planwatch(place, *words)
    assert done.returncode == 0, done.stderr
    assert "rules template “delivered late” on 1 March 2026, with 2 addresses as evidence" in done.stdout
    assert '+evidence = ["https://www.gov.uk/one", "https://www.gov.uk/two"]' in done.stdout
    again = planwatch(place, *words)
    assert again.returncode == 2
    assert "that is how it stands since 1 March 2026" in again.stderr


@contextmanager
def typing_at(*command: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A program at a terminal, and where its keys go in and its screen comes out."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    try:
        yield ours, running
    finally:
        running.kill()
        running.wait()
        os.close(ours)


def read_until(number: int, words: bytes) -> bytes:
    shown = b""
    while words not in shown:
        shown += os.read(number, 4096)
    return shown


def test_at_a_terminal_one_key_is_enough(place: Path) -> None:
    with typing_at(sys.executable, str(ROOT / "planwatch.py"), "--root", str(place), "review", "template") as (keys, running):
        read_until(keys, b"Key: ")
        os.write(keys, b"s")
        read_until(keys, b"Key: ")
        os.write(keys, b"\x04")
        read_until(keys, b"Nothing was written.")
        assert running.wait(10) == 0


def test_where_the_disk_refuses_the_plan_stands_as_it_was(tmp_path: Path) -> None:
    desk = office(tmp_path)
    (tmp_path / "plans" / ".p.toml.new").mkdir()
    assert "it stands as it was" in review(desk, "a", "q")
    assert plan_text(tmp_path) == PLAN
