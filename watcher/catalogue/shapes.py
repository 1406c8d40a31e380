"""The shapes of sources.toml and of a plan's file, and what a value in them must be (pydantic). Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from watcher.dates import means_something
from watcher.model import Precision, SourceKind, Verdict

if TYPE_CHECKING:
    from pydantic import BaseModel

DELIVERABLES = frozenset(
    "guidance regulation statistics dashboard service funding consultation report report-response template training "
    "appointment group programme data law policy-paper school event standards research inspection".split()
)
_INTERVAL = r"^\d{1,4}[mhdw]$"
_EVERY = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
BY_EXPRESSION = frozenset({SourceKind.JSON.value, SourceKind.CONTRACTS.value})
"""Kinds whose ``select`` is a JMESPath expression; that of the others is a CSS selector."""
_ID = r"^[a-z0-9][a-z0-9-]{0,79}$"


def parse_every(text: str) -> timedelta:
    """ "30m", "6h", "1d" or "1w" as an interval of at least five minutes and at most a year; else ValueError."""
    interval = timedelta(**{_EVERY[text[-1]]: int(text[:-1])}) if re.fullmatch(_INTERVAL, text) else timedelta(0)
    if not timedelta(minutes=5) <= interval <= timedelta(days=366):
        raise ValueError(f"{text!r} is not an interval; write 30m, 6h, 1d or 1w (five minutes to a year)")
    return interval


@cache
def shapes() -> tuple[type[BaseModel], type[BaseModel]]:
    """The pydantic models of the two files; made on first use because pydantic is slow to import."""
    from typing import Annotated, Literal

    from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr, ValidationInfo, field_validator

    strict = ConfigDict(extra="forbid", strict=True, use_attribute_docstrings=True)
    Text = Annotated[StrictStr, Field(min_length=1, max_length=5000), AfterValidator(_visible)]
    Id = Annotated[StrictStr, Field(pattern=_ID)]

    def told(pattern: str) -> Any:
        """What an editor can check by itself; our own check says more when it fails."""
        return Field(json_schema_extra={"pattern": pattern})

    Url = Annotated[StrictStr, told("^https?://[^/]"), AfterValidator(web_address)]
    Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
    Words = Annotated[list[Text], Field(max_length=500)]
    kinds: Any = Literal[tuple(k.value for k in SourceKind)]
    verdicts: Any = Literal[tuple(v.value for v in Verdict)]
    precisions: Any = Literal[tuple(p.value for p in Precision)]
    things: Any = Literal[tuple(sorted(DELIVERABLES))]

    class SourceShape(BaseModel):
        model_config = strict
        id: Id
        """Small letters, digits and hyphens; it never changes, for the archive knows the source by it."""
        title: Text
        """As readers see it."""
        kind: kinds
        """How the address is asked and its answer read."""
        url: Url
        """The page as a person opens it, or the interface where there is no such page."""
        every: Annotated[StrictStr, told(_INTERVAL), AfterValidator(lambda v: v if parse_every(v) else v)]
        """How often to look: 30m, 6h, 1d or 1w."""
        select: StrictStr = ""
        """The part that matters: a CSS selector for pages, a JMESPath expression for JSON."""
        ignore: list[StrictStr] = []
        """What changes with every look and means nothing: CSS selectors for pages, names of keys for JSON."""
        commitments: Words = []
        """The promises that it could show; "*" for any."""
        note: StrictStr = ""
        """For whoever maintains it next."""
        renderer: Literal["", "chromium"] = ""
        """A browser for a page that is empty without JavaScript."""
        verified: bool = True
        """false until somebody has seen the address answer."""

        @field_validator("select")
        @classmethod
        def _select_of_its_kind(cls, select: str, info: ValidationInfo) -> str:
            return selected_in(select, str(info.data.get("kind", "")))

        @field_validator("ignore")
        @classmethod
        def _ignored_in_its_kind(cls, ignore: list[str], info: ValidationInfo) -> list[str]:
            return [ignored_in(item, str(info.data.get("kind", ""))) for item in ignore]

        @field_validator("renderer")
        @classmethod
        def _renders_pages(cls, renderer: str, info: ValidationInfo) -> str:
            if renderer and info.data.get("kind", "page") != "page":
                raise ValueError("only a source of kind 'page' is rendered in a browser")
            return renderer

    class SourcesFile(BaseModel):
        model_config = strict
        source: Annotated[list[SourceShape], Field(min_length=1)]

    class RulingShape(BaseModel):
        model_config = strict
        on: date
        verdict: verdicts
        evidence: list[Url] = []
        note: StrictStr = ""
        by: list[Id] = []

    class CandidateShape(BaseModel):
        model_config = strict
        url: Url
        on: date | None = None
        note: StrictStr = ""

    class RejectionShape(BaseModel):
        model_config = strict
        url: Url
        on: date
        reason: Text

    class AliasShape(BaseModel):
        model_config = strict
        name: Text
        document: Url
        on: date | None = None
        note: StrictStr = ""

    class CorrectionShape(BaseModel):
        model_config = strict
        on: date
        text: Text
        commitment: StrictStr = ""

    class CommitmentShape(BaseModel):
        model_config = strict
        id: Id
        """Small letters, digits and hyphens; it never changes."""
        title: Text
        """What was promised, in our own words."""
        due: Annotated[StrictStr, AfterValidator(_due)]
        """When, in the phrase of the promise ("by the end of 2025"); "" where it gave none."""
        owner: Text
        """Who answers for it; several are parted by semicolons."""
        theme: Text
        stated: Url
        """Where the promise stands."""
        stated_in: StrictStr = ""
        """The heading or section there."""
        names: Words = []
        """What later documents call it, the narrowest first."""
        not_names: Words = []
        """Phrases around a name that mean another thing."""
        delivered_by: list[things] = []
        """What the thing itself would be when it is there."""
        note: StrictStr = ""
        due_start: Day | None = None
        """The window's first day, where the phrase alone does not say it."""
        due_end: Day | None = None
        """The window's last day; overdue from the day after."""
        due_precision: precisions | None = None
        ruling: list[RulingShape] = []
        candidate: list[CandidateShape] = []
        rejected: list[RejectionShape] = []
        alias: list[AliasShape] = []

    class PlanShape(BaseModel):
        model_config = strict
        id: Id
        title: Text
        url: Url
        published: date
        publisher: Text
        evidence_to: date | None = None
        note: StrictStr = ""

    class PlanFile(BaseModel):
        model_config = strict
        plan: PlanShape
        commitment: Annotated[list[CommitmentShape], Field(min_length=1)]
        correction: list[CorrectionShape] = []

    for shape in (SourcesFile, PlanFile):
        shape.model_rebuild(_types_namespace={**globals(), **locals()})
    return SourcesFile, PlanFile


def web_address(url: str) -> str:
    """The address itself; raises ValueError, with the reason, where a plan file may not hold it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as e:
        raise ValueError(f"{url!r} is not an address ({e})") from e
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s|[\x00-\x1f]", url):
        raise ValueError(f"{url!r} is not a web address; it begins with https:// and names a host")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address must not hold a name or password; secrets belong in the environment")
    if port == 0:
        raise ValueError(f"{url!r} names port 0")
    return url


def _visible(text: str) -> str:
    found = re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
    if found:
        raise ValueError(f"holds a character that cannot be seen (U+{ord(found[0]):04X}); write it anew without")
    return text


def _selector(text: str) -> str:
    if text:
        import soupsieve

        _compiled(text, "CSS selector", soupsieve.compile, soupsieve.SelectorSyntaxError)
    return text


def _compiled(text: str, what: str, compiles: Callable[[str], object], wrong: type[Exception]) -> None:
    """Raises ValueError, with the first line of the reason, where a text is not of the language that ``compiles`` knows."""
    try:
        compiles(text)
    except (wrong, RecursionError) as e:
        raise ValueError(f"{text!r} is not a {what} ({str(e).splitlines()[0]})") from e


def selected_in(select: str, kind: str) -> str:
    """The expression itself; raises ValueError where it is none of the language that the kind selects with."""
    return _expression(select) if kind in BY_EXPRESSION else _selector(select)


def ignored_in(item: str, kind: str) -> str:
    """What is to be ignored; raises ValueError where it is no key's name for JSON, no CSS selector for the other kinds."""
    if kind != SourceKind.JSON.value:
        return _selector(item)
    if not item or re.search(r"[][().*?|@&]", item):
        raise ValueError(f"{item!r} is not the name of a key; write the key alone, as in ignore = ['lastUpdate']")
    return item


def _expression(text: str) -> str:
    if text:
        import jmespath

        _compiled(text, "JMESPath expression", jmespath.compile, jmespath.exceptions.JMESPathError)
    return text


def _due(text: str) -> str:
    if not means_something(text):
        raise ValueError(f"{text!r} means no date; write a phrase such as 'by the end of 2025', or \"\" for undated")
    return text
