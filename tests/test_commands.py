"""The command line as a person meets it: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planwatch import app
from tests.watcher.test_catalogue import PLAN, SOURCES
from tests.web_server import web
from tests.world import LONG, item
from watcher.catalogue import examined

ROOT = Path(__file__).resolve().parents[1]


def planwatch(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "planwatch.py"), "--root", str(folder), *words]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PLANWATCH_")}
    return subprocess.run(command, capture_output=True, text=True, env={**clean, **env}, check=False)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "plans").mkdir()
    (tmp_path / "sources.toml").write_text(SOURCES)
    (tmp_path / "plans" / "p.toml").write_text(PLAN)
    return tmp_path


def test_a_round_reports_its_figures_as_json(place: Path) -> None:
    with web() as site:
        (place / "sources.toml").write_text(SOURCES.replace("https://www.gov.uk", f"http://{site.address}"))
        site.json("/api/content/a", item("Guidance", LONG))
        done = planwatch(place, "check", "--json", PLANWATCH_ALLOW_PRIVATE=site.address, PLANWATCH_PAUSE="0")
        again = planwatch(place, "check", "--json", PLANWATCH_ALLOW_PRIVATE=site.address, PLANWATCH_PAUSE="0")
    figures = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert {"checked", "unchanged", "changed", "unseen", "requests", "bytes", "seconds", "events"} <= set(figures)
    assert (figures["checked"], figures["unseen"]) == (1, 0)
    assert json.loads(again.stdout)["checked"] == 0  # not due yet


def test_without_a_network_each_source_says_so_and_the_scoreboard_still_shows(place: Path) -> None:
    (place / "sources.toml").write_text(SOURCES.replace("https://www.gov.uk", "http://127.0.0.1:9"))
    done = planwatch(place, "check", PLANWATCH_ALLOW_PRIVATE="127.0.0.1:9", PLANWATCH_PAUSE="0")
    assert done.returncode == 1
    assert "could not be reached" in done.stdout
    status = planwatch(place, "status", "--json")
    assert status.returncode == 0
    (standing,) = json.loads(status.stdout)
    assert set(standing) >= {"id", "window", "schedule", "evidence", "dates", "verdict"}


def test_a_broken_configuration_stops_everything_before_anything_is_touched(place: Path) -> None:
    (place / "sources.toml").write_text(SOURCES.replace("govuk", "gov.uk"))
    for command in ("check", "status", "deliver", "publish", "run"):
        done = planwatch(place, command)
        assert done.returncode == 2, command
        assert "sources.toml:4" in done.stderr
        assert "Traceback" not in done.stderr
    assert not (place / "state").exists()
    told = planwatch(place, "validate", "--json")
    assert told.returncode == 2
    assert json.loads(told.stdout)[0]["line"] == 4


def test_a_damaged_database_is_refused_in_one_line(place: Path) -> None:
    (place / "state").mkdir()
    (place / "state" / "watcher.db").write_bytes(b"garbage" * 100)
    done = planwatch(place, "status")
    assert done.returncode == 1
    assert "restore a backup" in done.stderr
    assert "Traceback" not in done.stderr


def test_diff_of_two_saved_pages_has_the_stable_shape(place: Path) -> None:
    (place / "old.json").write_text(item("Guidance", "The template will be published by the end of 2025.", LONG, notes=1))
    (place / "new.json").write_text(item("Guidance", "The template will be published by the end of 2026.", LONG, notes=1))
    answer = json.loads(planwatch(place, "diff", str(place / "old.json"), str(place / "new.json"), "--json").stdout)
    assert set(answer) == {"changed", "noted", "hunks", "dates", "state"}
    assert (answer["changed"], answer["noted"], answer["state"]) == (True, False, {"before": "live", "after": "live"})
    assert answer["dates"] == [{"before": "by the end of 2025", "after": "by the end of 2026", "direction": "later"}]
    assert answer["hunks"][0]["kind"] == "changed"
    same = json.loads(planwatch(place, "diff", str(place / "old.json"), str(place / "old.json"), "--json").stdout)
    assert (same["changed"], same["hunks"], same["dates"]) == (False, [], [])


def test_diff_of_two_saved_tables_names_the_cell(place: Path) -> None:
    (place / "old.csv").write_text("Area,2023,2024\nLeeds,48,50\nKent,60,61\n")
    (place / "new.csv").write_text("Area,2023,2024\nLeeds,48,52\nKent,60,61\n")
    files = (str(place / "old.csv"), str(place / "new.csv"))
    (hunk,) = json.loads(planwatch(place, "diff", *files, "--json").stdout)["hunks"]
    assert hunk["cells"] == [{"row": "Leeds", "column": "2024", "before": "50", "after": "52"}]
    assert "  Leeds, 2024: 50 became 52\n" in planwatch(place, "diff", *files).stdout


def test_match_answers_one_line_for_each_line(tmp_path: Path) -> None:
    lines = [{"title": "National professional qualification for SENCOs: guidance", "url": "u"}, {"title": "Something else"}]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = planwatch(ROOT, "--state", str(tmp_path), "match", str(tmp_path / "in.jsonl"), "--json")
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first["url"] == "u"
    assert set(first["commitments"][0]) == {"id", "relation", "score", "why"}
    assert first["commitments"][0]["id"] == "senco-npq"
    assert second == {"url": None, "commitments": []}
    (tmp_path / "bad.jsonl").write_text("[1]\n")
    assert planwatch(ROOT, "match", str(tmp_path / "bad.jsonl")).returncode == 2


def test_subscribing_by_hand_knows_the_topics(place: Path) -> None:
    wrong = planwatch(place, "subscribers", "add", "a@example.org", "--topic", "commitment:cc")
    assert wrong.returncode == 2
    assert "commitment:c" in wrong.stderr
    assert (
        planwatch(place, "subscribers", "add", "a@example.org", "--topic", "commitment:c", "--frequency", "weekly").returncode == 0
    )
    listed = json.loads(planwatch(place, "subscribers", "list", "--json").stdout)
    assert listed == [{"address": "a@example.org", "topic": "commitment:c", "frequency": "weekly"}]
    assert planwatch(place, "subscribers", "remove", "A@EXAMPLE.ORG").returncode == 0
    assert planwatch(place, "subscribers", "remove", "a@example.org").returncode == 1
    assert planwatch(place, "subscribers", "add", "not an address").returncode == 2


def test_an_operator_answers_for_what_is_kept_and_erases_it(place: Path) -> None:
    assert planwatch(place, "subscribers", "add", "forget.me@example.org", "--consent", "By letter.").returncode == 0
    shown = json.loads(planwatch(place, "subscribers", "show", "forget.me@example.org").stdout)
    assert (shown["subscriptions"][0]["consent"], shown["suppressed"]) == ("By letter.", None)
    assert planwatch(place, "subscribers", "erase", "Forget.Me@example.org").stdout == "Forgotten.\n"
    assert [f.name for f in (place / "state").rglob("*") if f.is_file() and b"forget.me" in f.read_bytes().lower()] == []
    shown = json.loads(planwatch(place, "subscribers", "show", "forget.me@example.org").stdout)
    assert shown == {"address": "forget.me@example.org", "suppressed": "erased"}
    assert planwatch(place, "subscribers", "allow", "forget.me@example.org").returncode == 0
    assert planwatch(place, "subscribers", "show", "forget.me@example.org").returncode == 1


def test_the_roll_goes_out_and_in_as_csv(place: Path) -> None:
    planwatch(place, "subscribers", "add", "a@example.org", "--topic", "commitment:c", "--frequency", "weekly")
    out = planwatch(place, "subscribers", "export").stdout
    assert out.splitlines()[0] == "address,topic,frequency,since,consent,consented_at"
    (place / "roll.csv").write_text(out + "b@example.org,all,daily,,By letter.,\n")
    taken = planwatch(place, "subscribers", "import", str(place / "roll.csv"))
    assert taken.stdout == "1 subscriptions taken, 1 known already, 0 left out: not to be written to.\n"
    (place / "roll.csv").write_text("address,topic,frequency\nnobody,all,daily\n")
    wrong = planwatch(place, "subscribers", "import", str(place / "roll.csv"))
    assert wrong.returncode == 2
    assert "roll.csv:2: 'nobody' is not an address." in wrong.stderr


def test_returned_mail_comes_in_by_pipe_or_from_a_maildir(place: Path) -> None:
    command = [sys.executable, str(ROOT / "planwatch.py"), "--root", str(place), "bounces", "-", "--json"]
    done = subprocess.run(command, input=b"From: a@b.c\n\nHello", capture_output=True, check=True)
    assert json.loads(done.stdout) == {"hard": 0, "soft": 0, "policy": 0, "complaint": 0, "other": 0, "not ours": 1}
    assert planwatch(place, "bounces").returncode == 2
    assert "not a Maildir" in planwatch(place, "bounces", str(place)).stderr


def test_the_doctor_says_what_is_in_the_way(place: Path) -> None:
    with web() as site:
        (place / "sources.toml").write_text(SOURCES.replace("https://www.gov.uk", f"http://{site.address}"))
        site.json("/api/content/a", item("Guidance", LONG))
        reachable = {"PLANWATCH_ALLOW_PRIVATE": site.address, "PLANWATCH_PAUSE": "0"}
        assert "none of 1 was looked at yet" in planwatch(place, "doctor", **reachable).stdout
        assert planwatch(place, "check", **reachable).returncode == 0
        fine = planwatch(place, "doctor", "--json", **reachable)
        assert fine.returncode == 0, fine.stdout
        assert [f["what"] for f in json.loads(fine.stdout)] == [
            "configuration", "network", "sources", "clock", "watcher.db", "disk",
            "secret", "mail server", "queue", "refused mail", "returned mail", "canary", "not written to",
        ]  # fmt: skip
        mail = {"PLANWATCH_SMTP_HOST": "127.0.0.1", "PLANWATCH_SMTP_PORT": "9", "PLANWATCH_OPERATOR": "o@example.org"}
        ill = planwatch(place, "doctor", **reachable, **mail)
    assert ill.returncode == 1
    lines = ill.stdout.splitlines()
    assert [line[:7] for line in lines[:3]] == ["TROUBLE", "TROUBLE", "fine   "]


def test_the_doctor_says_that_there_is_no_network_and_that_the_archive_is_damaged(place: Path) -> None:
    (place / "sources.toml").write_text(SOURCES.replace("https://www.gov.uk", "http://127.0.0.1:9"))
    (place / "state").mkdir()
    (place / "state" / "watcher.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    done = planwatch(place, "doctor", PLANWATCH_ALLOW_PRIVATE="127.0.0.1:9", PLANWATCH_PAUSE="0")
    assert done.returncode == 1
    assert "TROUBLE  watcher.db:" in done.stdout
    broken = (place / "sources.toml").read_text().replace("govuk", "gov.uk")
    (place / "sources.toml").write_text(broken)
    worse = planwatch(place, "doctor", "--json")
    assert worse.returncode == 1
    assert json.loads(worse.stdout)[0]["what"] == "configuration"
    assert "did you mean 'govuk'" in json.loads(worse.stdout)[0]["words"]
    assert "TROUBLE  network: 127.0.0.1:9 could not be reached" in done.stdout


@pytest.mark.parametrize("pause", ["abc", "-1", "nan", "1e9", "inf"])
def test_a_pause_that_is_no_number_of_seconds_is_a_misuse_and_no_traceback(place: Path, pause: str) -> None:
    done = planwatch(place, "doctor", PLANWATCH_PAUSE=pause)
    assert done.returncode == 2
    assert done.stderr.startswith(f"planwatch: PLANWATCH_PAUSE is '{pause}'; write the seconds")
    assert len(done.stderr.splitlines()) == 1


def test_validate_says_how_many_warnings_stand_above(place: Path) -> None:
    (place / "sources.toml").write_text(SOURCES.replace('commitments = ["c"]', 'select = "main"'))
    done = planwatch(place, "validate")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "Fine: 1 sources, 1 commitments; 3 warnings above."
    assert done.stdout.count(": warning: ") == 3


def test_validate_reads_each_file_once(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    whole = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path.name) or whole(path))
    found = examined(place / "sources.toml", place / "plans", date(2026, 10, 8))
    assert (sorted(read), found.mistakes, len(found.catalogue.sources)) == (["p.toml", "sources.toml"], [], 1)


def test_every_command_has_help() -> None:
    watching = "check status validate add match diff explain preview replay review rule".split()
    telling = "deliver publish run demo subscribers bounces doctor".split()
    for name in watching + telling:
        assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0, name


@pytest.mark.parametrize("words", [("status", "send-npq"), ("explain", "send-npq"), ("review", "send-npq"),
                                   ("rule", "send-npq", "stalled", "--note", "x")], ids=lambda w: w[0])  # fmt: skip
def test_an_id_that_no_plan_has_is_told_with_the_nearest_one(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = planwatch(ROOT, "--state", str(tmp_path), *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no plan has a commitment 'send-npq'" in done.stderr
    assert "Did you mean 'senco-npq'?" in done.stderr
