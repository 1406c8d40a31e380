"""GOV.UK Content API items -> documents. Pure.

Shapes: the content schemas and examples of alphagov/publishing-api. ``updated_at`` is ignored: it moves whenever
anything linked is republished.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from watcher.dates import london_day
from watcher.errors import ExtractError
from watcher.extract.blocks import body_blocks, fragment, links_of, parse
from watcher.extract.entries import web_address
from watcher.extract.govuk_page import content_id_of
from watcher.extract.json_text import read_json
from watcher.extract.kind import Answer, Kind, is_on_govuk, same_site
from watcher.extract.page import extract_page
from watcher.extract.stages import stage_of_item
from watcher.extract.text import clean, decode, moment, title_of
from watcher.model import (
    Attachment,
    Block,
    BlockKind,
    ChangeNote,
    DateRole,
    Document,
    DocumentState,
    Link,
    Source,
    Stage,
    StructuredDate,
)

Item = dict[str, Any]
FILES = "https://assets.publishing.service.gov.uk"


def extract_item(url: str, body: bytes) -> Document:
    """A Content API item as a document at ``url``. Raises ExtractError naming the field that is wrong."""
    item = read_json(body)
    if not isinstance(item, dict):
        raise ExtractError("the content item is not a JSON object")
    schema = _text(item, "schema_name")
    if schema == "redirect":
        return _redirect(item, url)
    if schema == "gone":
        return _gone(item, url)
    title = _text(item, "title") or _flexible_title(item)
    if not title or not _text(item, "document_type"):
        raise ExtractError("the content item has no title or document_type")
    return _document(item, url, title)


def _flexible_title(item: Item) -> str:
    """A flexible page keeps its title in a section, if anywhere; its path names it otherwise."""
    sections = _objects(_dict(item, "details"), "flexible_sections")
    titles = [_text(s, "title") for s in sections if s.get("type") == "page_title"]
    return next(iter(titles), "") or (_text(item, "base_path") if sections else "")


def _text(item: Item, name: str) -> str:
    value = item.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ExtractError(f"the content item's {name} is not text")
    return clean(value)


def _dict(item: Item, name: str) -> Item:
    value = item.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ExtractError(f"the content item's {name} is not an object")
    return value


def _list(item: Item, name: str) -> list[Any]:
    value = item.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ExtractError(f"the content item's {name} is not a list")
    return value


def _objects(item: Item, name: str) -> list[Item]:
    return [x for x in _list(item, name) if isinstance(x, dict)]


def _redirect(item: Item, url: str) -> Document:
    targets = [r.get("destination") for r in _objects(item, "redirects")]
    target = next((t for t in targets if isinstance(t, str) and t), url)
    return Document(url, title_of(_text(item, "title")), "redirect", DocumentState.MOVED, moved_to=web_address(url, target))


def _gone(item: Item, url: str) -> Document:
    details = _dict(item, "details")
    explanation = " ".join(b.text for b in body_blocks(str(details.get("explanation") or "")))
    target = details.get("alternative_path")
    moved = web_address(url, target)
    return Document(url, title_of(_text(item, "title")), "gone", DocumentState.GONE, explanation=explanation, moved_to=moved)


def _document(item: Item, url: str, title: str) -> Document:
    details, links = _dict(item, "details"), _dict(item, "links")
    state, explanation = _state(item, details, links)
    stage = stage_of_item(_text(item, "schema_name"), _text(item, "document_type"), details)
    if stage is Stage.CANCELLED and not explanation:
        explanation = _text(details, "cancellation_reason")
    markup = _markup(details, links)
    notes = _notes(details)
    return Document(
        url=url,
        title=title_of(title),
        type=_text(item, "document_type"),
        state=state,
        description=_description(item),
        content_id=_text(item, "content_id"),
        publisher=_publisher(links),
        published=moment(item.get("first_published_at")),
        updated=moment(item.get("public_updated_at")),
        notes=notes,
        blocks=(*body_blocks(markup), *_structured_blocks(details, links)),
        links=_links(markup, url),
        attachments=_attachments(details, links, url),
        dates=_dates(details),
        explanation=explanation,
        language=_text(item, "locale") or "en",
        stage=stage,
    )


def _description(item: Item) -> str:
    value = item.get("description")
    if isinstance(value, dict):
        value = value.get("value")
    if isinstance(value, list):
        value = _rendered(value)
    return clean(value) if isinstance(value, str) else ""


def _state(item: Item, details: Item, links: Item) -> tuple[DocumentState, str]:
    notice = _dict(item, "withdrawn_notice")
    if notice.get("explanation") or notice.get("withdrawn_at"):
        return DocumentState.WITHDRAWN, " ".join(b.text for b in body_blocks(str(notice.get("explanation") or "")))
    governments = _objects(links, "government")
    current = [_dict(g, "details").get("current") for g in governments]
    if details.get("political") is True and current and not any(current):
        return DocumentState.HISTORIC, ""
    return DocumentState.LIVE, ""


def _rendered(content: Any) -> str:
    """A multi-format field: the HTML one, or the plain one."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        by_type = {c.get("content_type"): c.get("content") for c in content if isinstance(c, dict)}
        chosen = by_type.get("text/html") or by_type.get("text/govspeak") or ""
        return chosen if isinstance(chosen, str) else ""
    return ""


_BODIES = ("introductory_paragraph", "introduction", "summary", "body", "final_outcome_detail", "outcome_detail",
           "public_feedback_detail", "start_button_text", "more_information", "what_you_need_to_know", "intro")  # fmt: skip


def _markup(details: Item, links: Item) -> str:
    parts = [_rendered(details.get(name)) for name in _BODIES]
    for part in _objects(details, "parts"):
        heading = clean(str(part.get("title") or ""))
        parts.append(f"<h2>{_escaped(heading)}</h2>{_rendered(part.get('body'))}")
    for group in _objects(details, "collection_groups"):
        heading = f"<h2>{_escaped(clean(str(group.get('title') or '')))}</h2>"
        parts += [heading, _rendered(group.get("body")), _group(group, links)]
    parts += [_rendered(d) for d in _list(details, "documents") if isinstance(d, str)]
    for section in _objects(details, "flexible_sections"):
        parts += [_rendered(section.get(name)) for name in ("govspeak", "content", "body")]
    nav = details.get("step_by_step_nav")
    if isinstance(nav, dict):
        parts += [_rendered(nav.get("introduction")), *_steps(nav)]
    return "\n".join(p for p in parts if p)


def _group(group: Item, links: Item) -> str:
    """The documents of a group of a collection, as the page lists them; one whose item is missing is left out."""
    listed = {d.get("content_id"): d for d in _objects(links, "documents")}
    chosen = [listed[i] for i in _list(group, "documents") if isinstance(i, str) and i in listed]
    return "".join(f"<li>{_anchor(d)}</li>" for d in chosen)


def _anchor(document: Item) -> str:
    path, title = document.get("base_path"), _escaped(clean(str(document.get("title") or "")))
    return f'<a href="{_escaped(path)}">{title}</a>' if isinstance(path, str) else title


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _steps(nav: Item) -> list[str]:
    found = []
    for step in _objects(nav, "steps"):
        found.append(f"<h2>{_escaped(clean(str(step.get('title') or '')))}</h2>")
        for content in _objects(step, "contents"):
            texts = [c.get("text") for c in _objects(content, "contents")] or [content.get("text")]
            found += [f"<p>{_escaped(clean(t))}</p>" for t in texts if isinstance(t, str)]
    return found


def _structured_blocks(details: Item, links: Item) -> tuple[Block, ...]:
    """What the rendered page lists besides its body: files, sections of a manual, documents of a collection in no group of it."""
    files = [str(a.get("title") or "") for a in _objects(details, "attachments")]
    grouped = {i for g in _objects(details, "collection_groups") for i in _list(g, "documents") if isinstance(i, str)}
    listed = [str(d.get("title") or "") for d in _objects(links, "documents") if d.get("content_id") not in grouped]
    sections = [str(s.get("title") or "") for g in _objects(details, "child_section_groups")
                for s in _objects(g, "child_sections")]  # fmt: skip
    texts = dict.fromkeys(clean(t) for t in (*files, *listed, *sections, *_announced(details)))
    return tuple(Block(BlockKind.ITEM, t) for t in texts if t)


def _announced(details: Item) -> list[str]:
    """Of a release of statistics: its date where that is no day, and why it was put off or called off."""
    released = details.get("display_date")
    date = [f"Release date: {released}"] if isinstance(released, str) and _stated_day(released) is None else []
    reasons = [details.get(name) for name in ("latest_change_note", "cancellation_reason")]
    return date + [r for r in reasons if isinstance(r, str)]


def _publisher(links: Item) -> str:
    for name in ("primary_publishing_organisation", "organisations"):
        titles = [_text(o, "title") for o in _objects(links, name)]
        if titles:
            return titles[0]
    return ""


def _notes(details: Item) -> tuple[ChangeNote, ...]:
    notes = [
        ChangeNote(moment(n.get("public_timestamp") or n.get("published_at")), clean(str(n.get("note") or "")))
        for n in (_objects(details, "change_history") or _objects(details, "change_notes"))
    ]
    return tuple(sorted((n for n in notes if n.text), key=lambda n: n.at.isoformat() if n.at else "", reverse=True))


def _links(markup: str, url: str) -> tuple[Link, ...]:
    return links_of(fragment(markup), url) if "<a" in markup else ()


def _attachments(details: Item, links: Item, url: str) -> tuple[Attachment, ...]:
    """What belongs to the page on GOV.UK; what it lists of other sites belongs to those."""
    found = {}
    for a in _objects(details, "attachments"):
        absolute, title = _own_address(url, a.get("url")), clean(str(a.get("title") or ""))
        if absolute:
            found[absolute] = Attachment(title, absolute, a.get("attachment_type") == "html", _type_of(a), _size_of(a))
    for child in _objects(links, "children"):
        absolute = _own_address(url, child.get("base_path"))
        if child.get("document_type") == "html_publication" and absolute:
            found.setdefault(absolute, Attachment(_text(child, "title"), absolute, True))
    return tuple(found.values())


def _own_address(page: str, link: object) -> str:
    """The address of what belongs to a page: of GOV.UK, of where it keeps its files, or of the page's own origin; else ""."""
    address = web_address(page, link)
    own = is_on_govuk(address) or same_site(FILES, address) or same_site(page, address)
    return address if own else ""


def _type_of(attachment: Item) -> str:
    value = attachment.get("content_type")
    return clean(value) if isinstance(value, str) else ""


def _size_of(attachment: Item) -> int | None:
    value = attachment.get("file_size")
    return value if isinstance(value, int) and value > 0 else None


_DATE_FIELDS = (
    ("opening_date", DateRole.OPENING),
    ("closing_date", DateRole.CLOSING),
    ("release_date", DateRole.RELEASE),
    ("display_date", DateRole.RELEASE),
)


def _dates(details: Item) -> tuple[StructuredDate, ...]:
    found = {}
    for name, role in _DATE_FIELDS:
        day = _stated_day(details.get(name))
        if day is not None and role not in found:
            found[role] = StructuredDate(role, day)
    return tuple(found.values())


def _stated_day(value: Any) -> Any:
    read = moment(value)
    if read is not None:
        return london_day(read)
    if isinstance(value, str) and re.match(r"\d{1,2} \w+ \d{4}", value):
        for pattern in ("%d %B %Y", "%d %B %Y %I:%M%p"):
            try:
                return datetime.strptime(value, pattern).date()
            except ValueError:
                continue
    return None


# --- the kind ---


def content_api(url: str) -> str:
    """The Content API's address of a GOV.UK page, on the page's own origin."""
    parts = urlsplit(url)
    if parts.path.startswith("/api/content/"):
        return url
    return f"{parts.scheme}://{parts.netloc}/api/content{parts.path.rstrip('/')}"


def _read(source: Source, answer: Answer) -> Document:
    """The item, or the page itself where the API has none: under the content id that it bears, it is the same document."""
    if answer.is_json:
        return extract_item(source.url, answer.body)
    page = extract_page(source, source.url, answer.content_type, answer.body)
    return replace(page, content_id=content_id_of(parse(decode(answer.body, answer.content_type))))


KIND = Kind(read=_read, ask=lambda source, since: content_api(source.url), version="4", official=True)
