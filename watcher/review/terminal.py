"""The review in a terminal: one item at a time, one key a decision [I/O]."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TextIO

from watcher.errors import PlanwatchError
from watcher.extract.text import clean
from watcher.model import Verdict
from watcher.review.desk import Decision, Refusal, accept, reject, rule, verdict_named
from watcher.review.office import Office, Waiting, Written, changed_files
from watcher.review.queue import Item, Kind
from watcher.review.showing import HEADINGS, accepting, facts, lesson, lesson_in_words, rejecting, unruled_in_words
from watcher.review.teaching import weigh

_LABEL = 11
_END = ("", "\x04")


@dataclass(slots=True)
class Terminal:
    """Reads single keys where a person types, and whole lines where the input comes from elsewhere. Its end is "q"."""

    source: TextIO = field(default_factory=lambda: sys.stdin)
    sink: TextIO = field(default_factory=lambda: sys.stdout)

    def say(self, text: str = "") -> None:
        self.sink.write(text + "\n")
        self.sink.flush()

    def key(self, prompt: str) -> str:
        with _single_keys(self.source) if self.source.isatty() else nullcontext(self.source.readline) as read:
            self._prompt(prompt)
            typed = read()
        key = "q" if typed in _END else typed.strip()[:1].lower()
        self.say(clean(key))
        return key

    def line(self, prompt: str) -> str:
        """What was typed; "" also at the end of the input."""
        self._prompt(prompt)
        return self.source.readline().strip()

    def _prompt(self, prompt: str) -> None:
        self.sink.write(prompt)
        self.sink.flush()


@contextmanager
def _single_keys(source: TextIO) -> Iterator[Callable[[], str]]:
    """Reads a key without Enter. What was typed before is thrown away, since it was not meant for what is shown now."""
    import termios
    import tty

    number = source.fileno()
    before = termios.tcgetattr(number)
    try:
        tty.setcbreak(number, termios.TCSAFLUSH)
        yield lambda: source.read(1)
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)


@dataclass(slots=True)
class Review:
    """One run over what waits. ``wanted``: the items that it is about."""

    office: Office
    terminal: Terminal
    wanted: Callable[[Item], bool] = lambda item: True
    _skipped: set[str] = field(default_factory=set)
    _unruled: Sequence[Item] = ()

    def run(self) -> None:
        """Until nothing is left or "q"; then says what was written. Raises ConfigurationError."""
        while self._step():
            pass
        self._report()
        for item in self._unruled:
            self.terminal.say(unruled_in_words(item))

    def _step(self) -> bool:
        """One item; False when the run is over."""
        waiting = self.office.waiting()
        self._unruled = [i for i in waiting.unruled if self.wanted(i)]
        items = [i for i in waiting.items if self.wanted(i) and i.id not in self._skipped]
        if not items:
            return self._nothing_left()
        item = items[0]
        self._show(item, len(items))
        match self.terminal.key("\nKey: "):
            case "a" if item.kind is not Kind.OVERDUE:
                self._write(accept(item, self.office.today), waiting)
            case "r" if item.kind is not Kind.OVERDUE:
                self._write(self._rejection(item), waiting)
            case "v":
                self._write(self._ruling(item), waiting)
            case "s":
                self._skipped.add(item.id)
            case "u":
                self._undo()
            case "q":
                return False
            case _:
                self.terminal.say("That key does nothing here.")
        return True

    def _nothing_left(self) -> bool:
        self.terminal.say("Nothing more waits." if self.office.written or self._skipped else "Nothing waits.")
        if not self.office.written:
            return False
        again = self.terminal.key("u undo the last decision, any other key ends: ") == "u"
        return again and self._undo()

    # --- showing ---

    def _show(self, item: Item, left: int) -> None:
        say = self.terminal.say
        say(f"\n{HEADINGS[item.kind]}  ({'the last one' if left == 1 else f'{left:,} wait'})\n")
        for label, text in facts(item):
            say(_row(label, text))
        say()
        today = self.office.today
        keys = [("a", "accept", accepting(item, today)), ("r", "reject", rejecting(item, today)),
                ("v", "rule", "Any verdict, with a note.")]  # fmt: skip
        for key, name, meaning in keys:
            if meaning:
                say(_row(f"{key} {name}", meaning))
        say("s skip   u undo the last decision   q quit")

    def _report(self) -> None:
        done = self.office.written
        if not done:
            self.terminal.say("Nothing was written.")
            return
        count = "1 decision" if len(done) == 1 else f"{len(done)} decisions"
        self.terminal.say(f"\n{count} written, ready to commit:")
        for path, change in sorted(changed_files(done).items()):
            self.terminal.say(f"{path}\n" + "\n".join(change.lines))

    # --- deciding ---

    def _write(self, decision: Decision | Refusal, waiting: Waiting) -> None:
        if isinstance(decision, Refusal):
            self.terminal.say(f"Nothing was written: {decision.why}.")
            return
        try:
            self._wrote(self.office.decide(decision, waiting))
        except PlanwatchError as e:
            self.terminal.say(f"Not written. {e}")

    def _undo(self) -> bool:
        try:
            done = self.office.undo()
        except PlanwatchError as e:
            self.terminal.say(f"Not undone. {e}")
            return False
        if done is None:
            self.terminal.say("Nothing was decided in this run yet.")
            return False
        self._wrote(done, "Undone, in")
        return True

    def _wrote(self, done: Written, words: str = "Written into") -> None:
        self.terminal.say(f"{words} {done.path}:\n" + "\n".join(done.lines))

    def _rejection(self, item: Item) -> Decision | Refusal:
        if item.kind is Kind.ALIAS:
            return reject(item, "", "", self.office.today)
        reason = self.terminal.line("Why is it not evidence? (empty: back) ")
        return reject(item, reason, self._taught(item) if reason else "", self.office.today)

    def _taught(self, item: Item) -> str:
        """The phrase that goes into not_names; "" for none."""
        found = lesson(item)
        if found is None:
            self.terminal.say("Its title holds no phrase that tells it from the promise; its address alone is rejected.")
            return ""
        self.terminal.say(f"With “{found.phrase}” among its not_names {lesson_in_words(found)}.")
        ask = "To take it, type it out, or a phrase of your own" if found.risk else "Take it? y, or a phrase of your own"
        typed = clean(self.terminal.line(f"{ask} (empty: none) "))
        if typed.lower() in ("", "n", "no"):
            return ""
        if not found.risk and typed.lower() in ("y", "yes"):
            return found.phrase
        own = weigh(item.commitment, typed, item.document, item.others)
        self.terminal.say(f"With “{typed}” {lesson_in_words(own)}.")
        if not own.sound:
            self.terminal.say("So it is not taken; the address alone is rejected.")
        return typed if own.sound else ""

    def _ruling(self, item: Item) -> Decision | Refusal:
        self.terminal.say("\n".join(f"{n:3} {v.value}" for n, v in enumerate(Verdict, 1)))
        verdict = _chosen(self.terminal.line("Number or words (empty: back) "))
        if verdict is None:
            return Refusal("that is none of the verdicts")
        by: Sequence[str] = ()
        if verdict is Verdict.SUPERSEDED:
            by = _parts(self.terminal.line("Which promises took its place? Ids, parted by blanks (empty: none named) "))
        evidence = (item.document.url,) if item.kind is Kind.CANDIDATE else _parts(
            self.terminal.line("Addresses of the evidence, parted by blanks (empty: none) "))  # fmt: skip
        note = self.terminal.line("Note: why? (empty: back) ")
        return rule(item.commitment, verdict, evidence, note, today=self.office.today, by=by)


def _chosen(typed: str) -> Verdict | None:
    numbered = {str(n): v for n, v in enumerate(Verdict, 1)}
    return numbered.get(typed) or verdict_named(typed)


def _parts(line: str) -> tuple[str, ...]:
    return tuple(line.replace(",", " ").split())


def _row(label: str, text: str) -> str:
    width = max(40, min(shutil.get_terminal_size().columns, 110))
    return textwrap.fill(text, width, initial_indent=label.ljust(_LABEL), subsequent_indent=" " * _LABEL,
                         break_long_words=False, break_on_hyphens=False)  # fmt: skip
