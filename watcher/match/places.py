"""Where and when a document belongs: another country, a local body, a time before the promise. Pure; reasons in words.

The places are those of plans for England. Of the bodies, some are those of English schooling (integrated care boards, local
offers, academies); for a plan on another subject its own local bodies are told by the words for councils alone.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from watcher.dates import london_day
from watcher.model import Commitment, Document

_ABROAD = re.compile(
    r"\b(?:Wales|Welsh|Cymru|Scotland|Scottish|Northern Ireland|Northern Irish|Republic of Ireland|Ireland|Irish|Jersey|Guernsey|"
    r"Isle of Man|Gibraltar|Senedd|Estyn|Holyrood|Stormont|Australian?|New Zealand|Canada|Canadian|United States|European Union|"
    r"Belfast|Cardiff|Swansea|Edinburgh|Glasgow|Aberdeen)\b"
)
_ABROAD_HOST = re.compile(
    r"(?:\.wales|\.scot|\.cymru|\.ie|\.au|\.nz|\.ca|\.us|-ni\.gov\.uk|(?:^|\.)(?:nidirect|scotland|wales)\.gov\.uk)$"
)
_HERE = re.compile(r"\b(?:England|English|UK|United Kingdom|Great Britain)\b")
_COUNCIL = re.compile(r"\b(?:council(?! for)|borough|county|city of|unitary|trust|academy|local offer|icb|integrated care)\b", re.I)
_COUNCIL_TITLE = re.compile(r"\b[A-Z]\w+ (?:(?:City|Borough|County|District|Metropolitan) )?Council\b(?! for)")
NATIONAL_HOST = re.compile(
    r"^(?:(?:.*\.)?parliament|gov|"
    r"(?:www|consult|assets|.*\.service|.*\.blog|(?:.*\.)?(?:legislation|nationalarchives|ofsted|education|lawcom|ons))\.gov)\.uk$"
)
"""Hosts of Parliament, of GOV.UK and of national bodies; every other name under gov.uk is taken for a council's."""
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-4]\d)(?!\d)")
_URL_YEAR = re.compile(r"/((?:19[5-9]|20[0-4])\d)(?=/)")
_OWN_PAPERS = frozenset({"policy-paper", "template", "standards", "dashboard", "data", "guidance", "law", "regulation", "report"})


def host_of(document: Document) -> str:
    """The host's name, or "" where there is none."""
    try:
        return urlsplit(document.url).hostname or ""
    except ValueError:
        return ""


def elsewhere(document: Document, about: str) -> str:
    """Why a document is about another country than the promise is, or "". ``about``: the promise's own names and title."""
    for said, where in ((document.title, "title"), (document.publisher, "publisher"), (document.description, "description")):
        found = _ABROAD.search(said)
        if found and not _HERE.search(said) and found[0] not in about:
            return f"its {where} says {found[0]}, where the plan does not apply"
    host = host_of(document)
    return f"{host} speaks for another country" if _ABROAD_HOST.search(host) else ""


def abroad_in(text: str, about: str) -> bool:
    """Whether a passage speaks of another country and not of this one."""
    found = _ABROAD.search(text)
    return bool(found) and not _HERE.search(text) and (found is None or found[0] not in about)


def local_paper(document: Document, commitment: Commitment) -> str:
    """Why the paper is a local body's own of that kind, where the promise is a national one; or ""."""
    if "local" in commitment.owner or not commitment.delivered_by or not set(commitment.delivered_by) <= _OWN_PAPERS:
        return ""
    host, titled = host_of(document), _COUNCIL_TITLE.search(document.title)
    if titled:
        return f"its title names one council (“{titled[0]}”), and the promise is a national one"
    if _COUNCIL.search(document.publisher):
        return f"a paper of {document.publisher}, and the promise is a national one"
    if not document.publisher and host.endswith(".gov.uk") and not NATIONAL_HOST.match(host):
        return f"a paper of {host}, and the promise is a national one"
    return ""


def older(document: Document, since: date | None) -> str:
    """Why a document cannot show what became of a promise of that day: it was there before. "" where it was not."""
    if since is None:
        return ""
    last = last_word(document)
    if last is not None:
        return f"it is of {last:%-d %B %Y}, before the promise was made" if last < since else ""
    for said, where in ((document.title, "title"), (document.url, "address")):
        years = [int(y) for y in (_YEAR if where == "title" else _URL_YEAR).findall(said)]
        if years:
            return f"its {where} says {max(years)}, before the promise was made" if max(years) < since.year else ""
    return ""


def last_word(document: Document) -> date | None:
    """The London day on which its editors last said something, as far as the document tells."""
    known = [at for at in (document.updated, document.published, *(n.at for n in document.notes[:1])) if at is not None]
    return max(london_day(at) for at in known) if known else None
