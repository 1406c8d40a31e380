"""Serves the published folder over HTTP with the right headers [I/O]. Any static host can do the same; docs/hosting.md says how."""

from __future__ import annotations

import hashlib
import os
from email.utils import formatdate
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles

from notifier.websub import is_feed

LARGE = 16 * 1024 * 1024
"""A larger file is read piece by piece, and known by its size and time rather than by its content."""

TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".csv": "text/csv; charset=utf-8; header=present",
    ".svg": "image/svg+xml; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".db": "application/vnd.sqlite3",
}
_FEEDS = (".atom", ".rss")
_AGES = (
    ("static/", 86400),
    ("feeds/", 300),
    ("calendar/", 3600),
    ("data/", 300),
    ("badges/", 300),
    ("pictures/", 300),
    ("kept/", 3600),
)
_AGE = 60
"""Seconds for which a copy is good without asking again; a page that changes is seen by everybody within them."""
_OPEN = ("feeds/", "calendar/", "data/", "badges/", "pictures/")
"""What pages of others may read."""


def published_folder(folder: Path, public_url: str = "", hub: str = "") -> Any:
    """The ASGI application that serves it, compressed where that helps."""
    excluded = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/vnd.sqlite3")
    return GZipMiddleware(_Published(folder, public_url, hub), exclude_content_types=excluded, compresslevel=6)


class _Published(StaticFiles):
    def __init__(self, folder: Path, public_url: str, hub: str) -> None:
        super().__init__(directory=folder, html=True)
        self._folder = folder
        self._public_url = public_url
        self._hub = hub

    async def get_response(self, path: str, scope: Any) -> Response:
        try:
            return await super().get_response(path, scope)
        except HTTPException as e:
            help_page = self._folder / "404.html"
            if e.status_code != 404 or not help_page.is_file():
                raise
            return Response(help_page.read_bytes(), 404, {"Cache-Control": f"public, max-age={_AGE}"}, "text/html")

    def file_response(self, full_path: Any, stat_result: os.stat_result, scope: Any, status_code: int = 200) -> Response:
        asked = Headers(scope=scope)
        path = Path(full_path).relative_to(self._folder.resolve()).as_posix()
        folder_of_it = scope["path"].endswith("/") and Path(path).name != "index.html"  # /index.html/ would break its links
        if path == "404.html" or Path(path).name.startswith(".") or folder_of_it or scope["path"].endswith("index.html/"):
            raise HTTPException(404)
        headers = self._headers(path, asked)
        if stat_result.st_size > LARGE:
            answer: Response = FileResponse(full_path, status_code, headers, stat_result=stat_result)
            answer.headers["etag"] = f"W/{answer.headers['etag']}"  # it may be sent compressed or not
        else:
            answer = _whole(Path(full_path), headers)
        return NotModifiedResponse(answer.headers) if self.is_not_modified(answer.headers, asked) else answer

    def _headers(self, path: str, asked: Headers) -> dict[str, str]:
        suffix = Path(path).suffix
        age = next((seconds for folder, seconds in _AGES if path.startswith(folder)), _AGE)
        headers = {"Content-Type": TYPES.get(suffix, "application/octet-stream"), "Cache-Control": f"public, max-age={age}"}
        if path.startswith(_OPEN):
            headers["Access-Control-Allow-Origin"] = "*"
        if path.startswith("feeds/") and suffix == ".json":
            headers["Content-Type"] = "application/feed+json; charset=utf-8"
        if suffix in _FEEDS:
            headers["Vary"] = "Accept"
            if "text/html" in asked.get("accept", ""):  # a browser saves what it does not know, and shows XML with its style sheet
                headers["Content-Type"] = "application/xml; charset=utf-8"
        if self._hub and is_feed(path):  # WebSub, 4: both, so that a subscriber need not read the feed
            headers["Link"] = f'<{self._hub}>; rel="hub", <{self._public_url}/{path}>; rel="self"'
        return headers

    def is_not_modified(self, response_headers: Headers, request_headers: Headers) -> bool:
        """RFC 9110, 13.1.2: weak comparison, since the same page may come compressed; If-None-Match goes first."""
        wanted = request_headers.get("if-none-match")
        if wanted is None:
            return super().is_not_modified(response_headers, request_headers)
        tags = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
        return "*" in tags or response_headers["etag"].removeprefix("W/") in tags


def _whole(path: Path, headers: dict[str, str]) -> Response:
    """Read at once, so that a file that is replaced meanwhile is sent as it was or as it is."""
    with path.open("rb") as file:
        content, changed = file.read(), os.fstat(file.fileno()).st_mtime
    tag = hashlib.sha256(content).hexdigest()[:32]
    return Response(content, headers={**headers, "ETag": f'W/"{tag}"', "Last-Modified": formatdate(changed, usegmt=True)})
