"""Files that are ZIP archives of XML parts (OpenDocument, Office Open XML), opened with care. Pure: nothing is unpacked to disk.

What a directory says of sizes is checked before anything is read, and since it may lie, reading is bounded too. The names of
members are keys only, so that "../" in one leads nowhere.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from lxml import etree

from watcher.errors import ExtractError

MOST_MEMBERS = 5_000
MOST_BYTES = 256 << 20
"""All members together, unpacked."""
MOST_RATIO = 200
"""So many times its size a member may unpack to, once it is larger than a mebibyte; honest XML stays below 100."""
MOST_XML = 64 << 20
_SMALL = 1 << 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)

Element = Any  # as in blocks.py


def open_zip(body: bytes) -> zipfile.ZipFile:
    """The archive, when its directory promises nothing unreasonable. Raises ExtractError."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as e:
        raise ExtractError("it is not a whole ZIP archive, which such a file must be") from e
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise ExtractError(f"it is made of {len(members):,} parts; more than {MOST_MEMBERS:,} are not read")
    if sum(m.file_size for m in members) > MOST_BYTES:
        raise ExtractError(f"unpacked it would take more than {MOST_BYTES >> 20} MiB; it was not opened")
    for member in members:
        _checked(member)
    return archive


def _checked(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise ExtractError("it is protected by a password")
    if member.compress_type not in _METHODS:
        raise ExtractError("a part of it is packed by a method that no office program uses")
    if member.file_size > _SMALL and member.file_size > MOST_RATIO * member.compress_size:
        raise ExtractError(f"a part of it would unpack to more than {MOST_RATIO} times its size; it was not opened")


def read_member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """One member, unpacked, of at most ``most`` bytes whatever its directory says.

    Raises ExtractError, also where there is no such member.
    """
    try:
        with archive.open(name) as member:
            read = member.read(most + 1)
    except KeyError as e:
        raise ExtractError(f"it has no part {name!r}, which such a file must have") from e
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as e:
        raise ExtractError(f"it is damaged: its part {name!r} cannot be unpacked") from e
    if len(read) > most:
        raise ExtractError(f"its part {name!r} is larger than {most >> 20} MiB")
    return read


def read_xml(archive: zipfile.ZipFile, name: str, most: int = MOST_XML) -> Element:
    """The root of a member that is XML. Raises ExtractError, also where it declares a DTD or entities, as no such part does."""
    read = read_member(archive, name, most)
    refuse_dtd(read, name)
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(read, parser)
    except (etree.XMLSyntaxError, ValueError) as e:
        raise ExtractError(f"it is damaged: its part {name!r} is not well-formed XML") from e
    info: Any = root.getroottree().docinfo
    if info.doctype:
        raise ExtractError(f"its part {name!r} declares a DTD, which no such file needs; it was not read")
    return root


def refuse_locked(archive: zipfile.ZipFile) -> None:
    """Raises ExtractError for an OpenDocument file under a password: its manifest says so (OpenDocument 1.3, part 2, 3.4)."""
    if "META-INF/manifest.xml" in archive.namelist():
        manifest = read_member(archive, "META-INF/manifest.xml", MOST_XML)
        if b"encryption-data" in manifest:
            raise ExtractError("it is protected by a password")


def refuse_dtd(read: bytes, name: str) -> None:
    """Raises ExtractError where an XML part declares a DTD or entities, however it is encoded."""
    if _DECLARES.search(read) or (b"\0" in read and _DECLARES.search(read.replace(b"\0", b""))):
        raise ExtractError(f"its part {name!r} declares a DTD, which no such file needs; it was not read")
