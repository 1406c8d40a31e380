"""Data flows one way: watcher knows nothing of notifier, notifier uses watcher's front door, only fetch speaks HTTP."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PURE = (
    "notifier/asking", "notifier/calendars", "notifier/data", "notifier/digest", "notifier/emails", "notifier/feeds",
    "notifier/pages", "notifier/pictures", "notifier/telling", "watcher/as_json", "watcher/catalogue/advice",
    "watcher/catalogue/crosschecks", "watcher/catalogue/outline", "watcher/catalogue/shape_words", "watcher/catalogue/shapes",
    "watcher/catalogue/toml_lines", "watcher/coverage", "watcher/dates", "watcher/diff", "watcher/explain", "watcher/extract",
    "watcher/health", "watcher/judge", "watcher/kept", "watcher/match", "watcher/posts", "watcher/preview", "watcher/prospect",
    "watcher/quality", "watcher/recognise", "watcher/replay/differences", "watcher/replay/play", "watcher/replay/rounds",
    "watcher/replay/withdrawn", "watcher/review/desk", "watcher/review/planfile", "watcher/review/queue",
    "watcher/review/showing", "watcher/review/teaching", "watcher/rows", "watcher/sequences", "watcher/sources_file",
    "watcher/tense", "watcher/text", "watcher/toml_edits", "watcher/weighing", "watcher/wording",
)  # fmt: skip
DOOR = ROOT / "watcher" / "__init__.py"
"""It opens on pure rooms and on others; what enters by it is not followed further."""
WORLD = {"httpx", "sqlite3", "sqlite_utils", "socket", "smtplib", "aiosmtplib", "time", "subprocess", "requests"}


def modules_of(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@cache
def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def module_at(name: str) -> Path | None:
    """The file of one of our own modules."""
    place = ROOT.joinpath(*name.split("."))
    return next((p for p in (place.with_suffix(".py"), place / "__init__.py") if p.is_file()), None)


@cache
def our_imports_of(path: Path) -> set[Path]:
    """The files of our own that a module names in its imports, as modules or as parts of one."""
    froms = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom) and n.module]
    names = imports_of(path) | {f"{n.module}.{alias.name}" for n in froms for alias in n.names}
    return {found for name in names if (found := module_at(name))}


def reached_from(path: Path) -> set[Path]:
    """What a module leads to by the imports of its imports, up to the front door."""
    seen, ahead = set[Path](), [path]
    while ahead:
        now = ahead.pop()
        if now not in seen and now != DOOR:
            seen.add(now)
            ahead += our_imports_of(now)
    return seen


@cache
def reads_the_clock(path: Path) -> bool:
    text = path.read_text()
    return "datetime.now(" in text or "date.today(" in text


def tops(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("path", modules_of("watcher"), ids=lambda p: str(p.relative_to(ROOT)))
def test_watcher_never_looks_up_to_notifier(path: Path) -> None:
    assert not tops(imports_of(path)) & {"notifier", "planwatch", "service", "publication", "locks", "doctor", "demo"}


@pytest.mark.parametrize("path", modules_of("notifier"), ids=lambda p: str(p.relative_to(ROOT)))
def test_notifier_enters_watcher_by_the_front_door_only(path: Path) -> None:
    assert not [name for name in imports_of(path) if name.startswith("watcher.")]


def test_only_fetch_speaks_http() -> None:
    speakers = [p for p in modules_of("watcher") if tops(imports_of(p)) & {"httpx", "httpcore"}]
    assert speakers
    assert all(str(p.relative_to(ROOT)).startswith("watcher/fetch") for p in speakers)


@pytest.mark.parametrize("path", [p for d in ("watcher", "notifier") for p in modules_of(d)
                                  if str(p.relative_to(ROOT)).startswith(PURE)],
                         ids=lambda p: str(p.relative_to(ROOT)))  # fmt: skip
def test_pure_modules_touch_neither_clock_nor_disk_nor_network(path: Path) -> None:
    for reached in reached_from(path):
        assert not tops(imports_of(reached)) & WORLD, reached
        assert not reads_the_clock(reached), reached


def test_the_model_imports_nothing_of_ours() -> None:
    rooms = modules_of("watcher/model")
    assert rooms
    for path in rooms:
        ours = {name for name in imports_of(path) if name.split(".")[0] in ("watcher", "notifier")}
        assert all(name.startswith("watcher.model.") for name in ours), path
