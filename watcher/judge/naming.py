"""Names that documents give a promise later: put before a maintainer, never taken by the machine. Pure."""

from __future__ import annotations

from dataclasses import replace

from watcher.judge.looks import Look, Reader
from watcher.match import Proposal, proposed_aliases, words_of
from watcher.model import Document, Event, EventKind


def names_for_review(reader: Reader, look: Look, before: Document | None) -> list[Event]:
    """A `needs-review` event for each name, once for ever, that the document gives a promise and the plan does not know.

    ``before``: the document as it was read last; of promises that only it still names, too.
    """
    looks = [look, *([replace(look, document=before)] if before else [])]
    ids = dict.fromkeys(i for seen in looks for i in reader.hinted(seen))
    earlier = [before] if before else []
    found = [p for i in ids for p in proposed_aliases(earlier, look.document, reader.by_id[i])]
    return [_event(reader, look, p) for p in found if not _turned_down(reader, p)]


def _turned_down(reader: Reader, proposal: Proposal) -> bool:
    rejected = reader.by_id[proposal.commitment_id].not_names
    return words_of(proposal.name) in [words_of(name) for name in rejected]


def _event(reader: Reader, look: Look, proposal: Proposal) -> Event:
    title = reader.by_id[proposal.commitment_id].title
    sentence = f"“{proposal.name}” may be another name, for a maintainer to judge: {title}. {proposal.why}."
    key = f"alias:{' '.join(words_of(proposal.name))}"
    event = reader.event(look, proposal.commitment_id, EventKind.NEEDS_REVIEW, key, sentence, proposal.passage)
    detail = {"what": "alias", "name": proposal.name, "document": proposal.document, "why": proposal.why}
    return replace(event, detail={**detail, "commitment": proposal.commitment_id})
