"""XML of other people -> a tree, without anything that XML can do beyond holding text. Pure.

No DTD, no entities, no network, no XInclude, and none of the limits of libxml2 lifted. UTF-8 only, whatever is declared.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from watcher.errors import ExtractError

Element = Any  # lxml's stubs do not know what a parsed document may hold

_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)


def refuse_dtd(body: bytes) -> None:
    """Raises ExtractError where a DTD is declared, also in UTF-16 or UTF-32: entity bombs and external entities need one."""
    if _DTD.search(body) or _DTD.search(body.replace(b"\0", b"")):
        raise ExtractError("it declares a DTD, which no honest feed or data needs, or is a web page; it was not parsed")


def parse_xml(body: bytes) -> Element:
    """The root of a document in UTF-8. Raises ExtractError for a DTD and for what is no XML."""
    if not body.strip():
        raise ExtractError("the answer is empty")
    refuse_dtd(body)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(body, parser=parser)
    except etree.XMLSyntaxError as e:
        raise ExtractError(f"it is not XML that can be read ({str(e)[:100]})") from e


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)
