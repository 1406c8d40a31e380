"""How far a consultation, a call for evidence or an announced release of statistics has come. Pure.

The Content API says it by ``document_type`` and, of a release, by ``details.state`` (content schemas of
alphagov/publishing-api); the document type of a consultation changes by the calendar, without an edit. The pages say it in a
notice above the text and in the banner with the days (templates and en.yml of alphagov/frontend).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from watcher.model import Stage

_TYPES = {
    "consultation": Stage.UNOPENED,
    "open_consultation": Stage.OPEN,
    "closed_consultation": Stage.CLOSED,
    "consultation_outcome": Stage.OUTCOME,
    "call_for_evidence": Stage.UNOPENED,
    "open_call_for_evidence": Stage.OPEN,
    "closed_call_for_evidence": Stage.CLOSED,
    "call_for_evidence_outcome": Stage.OUTCOME,
}
_FEEDBACK = ("public_feedback_detail", "public_feedback_documents", "public_feedback_attachments")
_RELEASES = {"provisional": Stage.PROVISIONAL, "confirmed": Stage.CONFIRMED, "cancelled": Stage.CANCELLED}

_FAMILY = re.compile(r"/government/(consultations|calls-for-evidence)/|\bthis (consultation|call for evidence)\b", re.I)
_SAID = (
    (re.compile(r"\bisn.t open yet\b", re.I), Stage.UNOPENED),
    (re.compile(r"\bhas concluded\b|\bcall for evidence has closed\b", re.I), Stage.OUTCOME),
    (re.compile(r"\banalysing your feedback\b", re.I), Stage.CLOSED),
    (re.compile(r"\bcloses (?:at|on)\b", re.I), Stage.OPEN),
    (re.compile(r"\bran from\b", re.I), Stage.CLOSED),
    (re.compile(r"\bstatistics release cancelled\b", re.I), Stage.CANCELLED),
)


def stage_of_item(schema: str, document_type: str, details: Mapping[str, Any]) -> Stage | None:
    """Of a Content API item; None where it has no stages, or one that is not known."""
    if schema == "statistics_announcement":
        state = details.get("state")
        return _RELEASES.get(state) if isinstance(state, str) else None
    stage = _TYPES.get(document_type)
    if stage is Stage.CLOSED and any(details.get(name) for name in _FEEDBACK):
        return Stage.FEEDBACK
    return stage


def stage_of_page(url: str, said: Iterable[str]) -> tuple[str, Stage | None]:
    """The Content API's document type and the stage of a page, from its notices and banners; ("", None) where it has none.

    ``said``: what notices and banners say, notices first: the banner of a consultation that has an outcome tells its days alone.
    """
    words = list(said)
    stage = next((stage for text in words for pattern, stage in _SAID if pattern.search(text)), None)
    family = next((m for m in map(_FAMILY.search, (url, *words)) if m), None)
    if stage is Stage.CANCELLED or stage is None or family is None:
        return "", stage if stage is Stage.CANCELLED else None
    asks = "consultation" if "consultation" in family[0].lower() else "call_for_evidence"
    return next(name for name, known in _TYPES.items() if known is stage and asks in name), stage
