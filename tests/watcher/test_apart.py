"""Reading in a worker: what limits do, what ends the worker, and that an answer is never another's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from tests.documents import lines, pdf
from watcher.apart import HARMLESS, Apart
from watcher.errors import ExtractError
from watcher.extract import Answer, SelectorEmpty
from watcher.model import Source, SourceKind

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT.parent / "shared" / "kit" / "hostile_corpus" / "pdf"
kit = pytest.mark.skipif(not KIT.is_dir(), reason="the fault kit (../shared/kit) is not on this machine")
FILE = Source("s", "S", SourceKind.FILE, "https://example.org/plan.pdf", timedelta(days=1))
PAGE = Source("s", "S", SourceKind.PAGE, "https://example.org/plan", timedelta(days=1))
GOOD = Answer(FILE.url, "application/pdf", pdf(lines("It will be published by the end of 2025.")))
DEAF = "import time; time.sleep(60)"
"""A worker that never reads what it is asked."""
LARGE = Answer(FILE.url, "application/pdf", b"%PDF-1.7 " + b"x" * (4 << 20))
"""More than a pipe holds."""
HANG = "def hang(s, a):\n    while True: pass\nw.extract = hang"


def children() -> set[int]:
    """The processes that this one started and that are still there, those that ended without being waited for among them."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            found |= {int(process.name)} if int(parent) == os.getpid() else set()
    return found


def python(code: str) -> Sequence[str]:
    return (sys.executable, "-c", code)


def worker_that(change: str) -> Sequence[str]:
    """The worker itself, after a change to it."""
    return python(f"import os, sys, watcher.worker as w\nreal = w.extract\n{change}\nw.main()")


def test_a_risky_answer_is_read_in_a_process_that_stays_for_the_next_and_ends_with_close() -> None:
    before = children()
    with Apart() as read:
        assert read(FILE, GOOD).text == "It will be published by the end of 2025."
        (worker,) = children() - before
        assert read(FILE, GOOD).blocks[0].place == "page 1"
        assert children() - before == {worker}
    assert children() == before


def test_what_is_harmless_starts_no_process() -> None:
    before = children()
    with Apart(command=python("raise SystemExit(9)")) as read:
        assert read(PAGE, Answer(PAGE.url, "text/html", b"<main><p>Words.</p></main>")).text == "Words."
        assert children() == before
        with pytest.raises(ExtractError, match="status 9"):
            read(PAGE, Answer(PAGE.url, "text/html", b"<main><p>Words.</p></main>" + b" " * HARMLESS))


def test_a_large_page_is_read_as_it_would_be_here_selectors_and_refusals_among_it() -> None:
    large = Answer(PAGE.url, "text/html", b"<main><p id=a>Words.</p><p>More.</p></main>" + b" " * HARMLESS)
    with Apart() as read:
        assert read(Source("s", "S", SourceKind.PAGE, PAGE.url, PAGE.every, select="#a"), large).text == "Words."
        with pytest.raises(SelectorEmpty, match="matches nothing"):
            read(Source("s", "S", SourceKind.PAGE, PAGE.url, PAGE.every, select="#b"), large)


@pytest.mark.parametrize("answer", [GOOD, LARGE], ids=["small", "larger than a pipe"])
def test_a_worker_that_takes_too_long_is_killed_even_if_it_never_reads_the_question(answer: Answer) -> None:
    before, started = children(), time.monotonic()
    with Apart(seconds=0.3, command=python(DEAF)) as read:
        with pytest.raises(ExtractError, match=r"longer than 0\.3 seconds"):
            read(FILE, answer)
        assert children() == before
    assert time.monotonic() - started < 5


def test_the_time_limit_ends_a_reader_in_the_middle_of_its_work() -> None:
    before = children()
    slow = worker_that("def hang(s, a):\n    while len(a.body) > 2000: pass\n    return real(s, a)\nw.extract = hang")
    with Apart(seconds=4.0, command=slow) as read:
        read(FILE, GOOD)
        with pytest.raises(ExtractError, match="longer than 4 seconds"):
            read(FILE, LARGE)
        assert children() == before
        assert read(FILE, GOOD).blocks


@kit
def test_a_file_that_fills_the_memory_is_refused_and_takes_no_more_than_the_limit() -> None:
    code = (
        "import resource, sys; from tests.watcher.test_apart import *\n"
        "with Apart() as read:\n"
        "    try: read(FILE, Answer(FILE.url, '', (KIT / sys.argv[1]).read_bytes()))\n"
        "    except ExtractError as e: print(e)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    )
    ended = subprocess.run([*python(code), "form_laughs.pdf"], cwd=ROOT, capture_output=True, text=True, check=True)
    why, peak = ended.stdout.splitlines()
    assert "needs more than 512 MiB of memory" in why
    assert 300 < int(peak) <= 512


def test_what_this_process_has_in_memory_does_not_tire_its_worker() -> None:
    before, large = children(), bytearray(os.urandom(1 << 20)) * 400
    with Apart() as read:
        assert read(FILE, GOOD).blocks
        (worker,) = children() - before
        assert read(FILE, GOOD).blocks
        assert children() - before == {worker}
    assert len(large) == 400 << 20


def test_memory_that_python_is_refused_is_told_as_that_and_the_worker_replaced() -> None:
    greedy = worker_that("w.extract = lambda s, a: real(s, a) if len(a.body) < 2000 else bytearray(1 << 30)")
    before = children()
    with Apart(command=greedy) as read:
        with pytest.raises(ExtractError, match="needs more than 512 MiB of memory"):
            read(FILE, LARGE)
        assert read(FILE, GOOD).blocks
        (worker,) = children() - before
        grown = worker_that("bytearray(300 << 20)")
    with Apart(command=grown) as read:
        assert read(FILE, GOOD).blocks
        assert children() == before
    assert worker not in children()


@pytest.mark.parametrize(
    ("change", "why"),
    [("w.extract = lambda s, a: os.abort()", "signal 6"), ("w.extract = lambda s, a: os._exit(3)", "status 3"),
     ("w.extract = lambda s, a: 1 / 0", "status 1"), ("w.dump = lambda d: '{}'", "no document"),
     ("w._read = lambda *a: {'why': ''}", "no reason")],
)  # fmt: skip
def test_a_reader_that_breaks_is_a_refusal_with_how_it_ended(change: str, why: str) -> None:
    before = children()
    with Apart(command=worker_that(change)) as read, pytest.raises(ExtractError, match=why):
        read(FILE, GOOD)
    assert children() == before


@pytest.mark.parametrize(
    ("said", "why"),
    [("'nonsense\\n'", "makes no sense"), ("'[]\\n'", "makes no sense"), ("'x' * (80 << 20)", "more than 64 MiB of text"),
     ("'half a line'", "longer than 1 seconds")],
)  # fmt: skip
def test_nonsense_for_an_answer_is_a_refusal_and_never_more_than_can_be_held(said: str, why: str) -> None:
    code = f"import sys, time; sys.stdin.readline(); print({said}, end='', flush=True); time.sleep(60)"
    before = children()
    with Apart(seconds=1.0, command=python(code)) as read, pytest.raises(ExtractError, match=why):
        read(FILE, GOOD)
    assert children() == before


def test_what_a_library_prints_in_any_language_does_not_spoil_the_answer() -> None:
    noisy = (
        "def loud(s, a):\n    print('{}'); sys.stdout.flush(); os.write(1, b'{}\\n'); os.system('echo {}')\n    return real(s, a)"
    )
    with Apart(command=worker_that(f"{noisy}\nw.extract = loud")) as read:
        assert read(FILE, GOOD).blocks


def test_an_interrupted_question_leaves_no_answer_behind_for_the_next() -> None:
    def stop(*unused: object) -> None:
        raise KeyboardInterrupt

    kept = signal.signal(signal.SIGALRM, stop)
    try:
        with Apart(
            command=worker_that("import time\nw.extract = lambda s, a: (time.sleep(len(a.body) > 2000), real(s, a))[1]")
        ) as read:
            read(FILE, GOOD)
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with pytest.raises(KeyboardInterrupt):
                read(FILE, Answer(FILE.url, "", pdf(*[lines("Another file.")] * 9)))
            assert read(FILE, GOOD).text == "It will be published by the end of 2025."
    finally:
        signal.signal(signal.SIGALRM, kept)


def test_an_interrupt_from_the_keyboard_or_the_service_is_the_parent_s_business() -> None:
    before = children()
    with Apart() as read:
        read(FILE, GOOD)
        (worker,) = children() - before
        os.kill(worker, signal.SIGINT)
        os.kill(worker, signal.SIGTERM)
        assert read(FILE, GOOD).blocks
        assert children() - before == {worker}


def gone(pid: int) -> bool:
    """Within ten seconds; one that ended and that nobody waits for is gone too."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
@pytest.mark.parametrize("hang", [HANG, HANG.replace("while", "os.kill(os.getppid(), 9)\n    while")], ids=["begins", "works"])
def test_a_worker_ends_with_the_process_that_started_it(hang: str) -> None:
    code = (
        f"from tests.watcher.test_apart import *\nread = Apart(command={tuple(worker_that(hang))!r})\nstarted = read._started\n"
        "read._started = lambda: (w := started(), print(w.pid, flush=True))[0]\nread(FILE, GOOD)"
    )
    with subprocess.Popen(python(code), cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        if hang == HANG:
            parent.kill()
        parent.wait(10)
        assert gone(worker)


def test_a_worker_that_nobody_kills_ends_by_itself_soon_after_its_time() -> None:
    hang = worker_that(f"w._GRACE = 0.1\n{HANG}")
    source = '{"kind": "file", "url": "", "select": "", "ignore": []}'
    asked = f'{{"source": {source}, "url": "", "content_type": "", "bytes": 0}}\n'.encode()
    ended = subprocess.run([*hang, "512", "0.1", str(os.getpid())], cwd=ROOT, input=asked, capture_output=True, timeout=10)
    assert ended.returncode == -signal.SIGALRM
