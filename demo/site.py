"""The recorded sites on loopback, in the shapes of the real ones, at whatever time ``now`` says.

Addresses: http://127.0.0.1:PORT/HOST/PATH stands for https://HOST/PATH. Content API, Search API, Atom and HTML;
what should not matter (updated_at, nonces, asset names) moves every day.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from demo.history import History, Recorded, State

GOVUK = "www.gov.uk"
PARLIAMENT = "questions-statements.parliament.uk"
Answer = tuple[int, str, bytes]
_ROBOTS = b"User-agent: *\nAllow: /\n"
_JSON, _HTML, _ATOM = "application/json", "text/html; charset=utf-8", "application/atom+xml"


class Site:
    """Serves a history. Set ``now``; use ``serve()``."""

    def __init__(self, history: History, now: datetime) -> None:
        self.now = now
        self.base_url = ""
        self._history = history
        self._paths: dict[tuple[str, str], Recorded] = {}
        for document in history.documents:
            for state in document.states:
                self._paths[document.host, state.path.rstrip("/")] = document

    @contextmanager
    def serve(self) -> Iterator[Site]:
        """Listens on a free port of 127.0.0.1 until the block ends."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def answer(self, target: str) -> Answer:
        """(status, content type, body) of a request for /HOST/PATH."""
        parts = urlsplit(target)
        host, _, path = parts.path.lstrip("/").partition("/")
        path = f"/{path}".rstrip("/")
        if any(o.host == host and o.begins <= self.now < o.ends for o in self._history.outages):
            return 503, _HTML, b"<h1>Error</h1>"
        if path == "/api/search.json":
            return 200, _JSON, self._search(dict(parse_qsl(parts.query)))
        if path.endswith(".atom"):
            return 200, _ATOM, self._atom(host)
        if host == GOVUK and path.startswith("/api/content/"):
            return self._item(path.removeprefix("/api/content"))
        return self._html(host, path)

    def _found(self, host: str, path: str) -> tuple[Recorded, State] | None:
        document = self._paths.get((host, path))
        state = document.at(self.now) if document else None
        return (document, state) if document and state else None

    def _item(self, path: str) -> Answer:
        found = self._found(GOVUK, path)
        if found is None:
            return 404, _JSON, b'{"message": "not found"}'
        document, state = found
        if state.path.rstrip("/") != path:
            stub = {"schema_name": "redirect", "document_type": "redirect", "base_path": path,
                    "redirects": [{"path": path, "type": "exact", "destination": state.path}]}  # fmt: skip
            return 200, _JSON, json.dumps(stub).encode()
        return 200, _JSON, json.dumps(self._content(document, state)).encode()

    def _content(self, document: Recorded, state: State) -> dict[str, Any]:
        major = state.notes[0][0] if state.notes else document.states[0].at
        notice = {"explanation": f"<p>{escape(state.withdrawn)}</p>", "withdrawn_at": state.at.isoformat()}
        return {
            "base_path": state.path,
            "content_id": document.content_id,
            "document_type": state.type,
            "schema_name": "publication",
            "locale": "en",
            "title": state.title,
            "description": "",
            "first_published_at": document.states[0].at.isoformat(),
            "public_updated_at": major.isoformat(),
            "updated_at": self.now.isoformat(),
            "withdrawn_notice": notice if state.withdrawn else {},
            "details": {
                "body": "".join(f"<p>{escape(p)}</p>" for p in state.body),
                "change_history": [{"public_timestamp": at.isoformat(), "note": note} for at, note in state.notes],
                "political": state.historic,
            },
            "links": {
                "organisations": [{"title": document.publisher}],
                "government": [{"details": {"current": not state.historic}}],
            },
        }

    def _html(self, host: str, path: str) -> Answer:
        found = self._found(host, path)
        if found is None:
            return 404, _HTML, b"<h1>Page not found</h1>"
        document, state = found
        nonce = hashlib.sha256(f"{self.now.date()}{path}".encode()).hexdigest()[:12]
        body = "".join(f"<p>{escape(p)}</p>" for p in state.body)
        page = (
            f'<!doctype html><html lang="en"><head><title>{escape(state.title)}</title>'
            f'<script nonce="{nonce}" src="/assets/app-{nonce}.js"></script></head><body>'
            f'<nav><a href="/">Home</a></nav><main id="m-{nonce}"><h1>{escape(state.title)}</h1>{body}</main>'
            f"<footer>{escape(document.publisher)}</footer></body></html>"
        )
        return 200, _HTML, page.encode()

    def _newest(self, host: str) -> list[tuple[datetime, Recorded, State]]:
        """What an editor last called news, newest first."""
        found = [(d, s) for d in self._history.documents if d.host == host and (s := d.at(self.now))]
        dated = [(s.notes[0][0] if s.notes else d.states[0].at, d, s) for d, s in found]
        return sorted(dated, key=lambda x: (x[0], x[2].path), reverse=True)

    def _search(self, asked: Mapping[str, str]) -> bytes:
        """Newest first whatever is asked, as the demonstration only ever asks; ``count`` and ``start`` as the real one."""
        newest, start, count = self._newest(GOVUK), int(asked.get("start", 0)), int(asked.get("count", 10))
        results = [
            {"title": s.title, "link": s.path, "public_timestamp": at.isoformat(), "description": s.body[0] if s.body else "",
             "content_store_document_type": s.type, "organisations": [{"title": d.publisher}]}
            for at, d, s in newest[start : start + count]
        ]  # fmt: skip
        return json.dumps({"results": results, "total": len(newest), "start": start}).encode()

    def _atom(self, host: str) -> bytes:
        entries = "".join(
            f"<entry><id>https://{host}{s.path}#{at.isoformat()}</id><title>{escape(s.title)}</title>"
            f'<updated>{at.isoformat()}</updated><link rel="alternate" href="https://{host}{s.path}"/>'
            f"<summary>{escape(s.body[0] if host == PARLIAMENT and s.body else '')}</summary></entry>"
            for at, d, s in self._newest(host)
            if host == PARLIAMENT or d.publisher == "Ofsted"
        )
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:{host},2023:f</id><title>{host}</title>{entries}</feed>'.encode()


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            status, kind, body = site.answer(self.path) if self.path != "/robots.txt" else (200, "text/plain", _ROBOTS)
            etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
            if status == 200 and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            self.send_response_only(status)
            self.send_header("Date", format_datetime(site.now, usegmt=True))
            self.send_header("Content-Type", kind)
            self.send_header("Cache-Control", "max-age=300")
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    return Handler
