"""Serves the operator's page, on this machine only [I/O].

It answers on 127.0.0.1 to that name and "localhost" alone, so that no other name can be pointed at it. Its address holds a
key that is made anew for each run: whoever has not been shown it, another site or another user of the machine, neither
reads nor writes. Only POST decides, and only from a page of its own. There is no cookie.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from watcher.errors import PlanwatchError, ReviewError
from watcher.review.office import Office
from watcher.review.page import Answer, Form, Steps
from watcher.review.queue import Item
from watcher.review.template import SCRIPT, STYLE

if TYPE_CHECKING:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

LARGEST_FORM = 64 * 1024
MOST_FIELDS = 20


def make_app(steps: Steps, key: str, port: int) -> Starlette:
    """The page below ``/KEY/``; everything else is refused."""
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.routing import Route

    async def show(request: Request) -> Response:
        return _as_response(await run_in_threadpool(steps.show, request.query_params.get("item", "")))

    async def kept(request: Request) -> Response:
        return _as_response(await run_in_threadpool(steps.kept, request.path_params["sha256"]))

    async def decide(request: Request) -> Response:
        form = await _form(request)
        if isinstance(form, Answer):
            return _as_response(form)
        return _as_response(await run_in_threadpool(steps.decide, form))

    async def cannot(request: Request, error: Exception) -> Response:
        return _as_response(_plain(f"{error}\n", 503))

    routes = [
        Route(f"/{key}/", show, methods=["GET"]),
        Route(f"/{key}/kept/{{sha256}}", kept, methods=["GET"]),
        Route(f"/{key}/decide", decide, methods=["POST"]),
    ]
    app = Starlette(routes=routes, exception_handlers={PlanwatchError: cannot})
    app.router.redirect_slashes = False
    app.add_middleware(_Guard, port=port)
    return app


async def _form(request: Request) -> Form | Answer:
    """The fields of a small urlencoded form."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return _plain("That is more than any form here holds.\n", 413)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return _plain("That is no form of this page.\n", 415)
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return _plain("That is more than any form here holds.\n", 413)
    return {name: values[0] for name, values in fields.items()}


def _plain(text: str, status: int) -> Answer:
    return Answer(text, status, "text/plain; charset=utf-8")


def _as_response(answer: Answer) -> Response:
    from starlette.responses import RedirectResponse, Response

    if answer.status == 303:
        return RedirectResponse(answer.body, 303)
    return Response(answer.body.encode("utf-8", "replace"), answer.status, media_type=answer.kind)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


_HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(SCRIPT)}; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # "no-referrer" would make browsers hide the origin of the page's own forms too
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class _Guard:
    """Refuses other names of this machine, and decisions that do not come from the page itself; adds the headers."""

    def __init__(self, app: Any, port: int) -> None:
        self._app = app
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] += [(k.lower().encode(), v.encode()) for k, v in _HEADERS.items()]
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refused(scope)
        await (_as_response(refused) if refused else self._app)(scope, receive, with_headers)

    def _refused(self, scope: Any) -> Answer | None:
        def sent(name: bytes) -> list[str]:
            return [value.decode("latin-1") for key, value in scope["headers"] if key == name]

        host = sent(b"host")
        if len(host) != 1 or host[0] not in self._hosts:
            return _plain("This page answers on its own machine only, under 127.0.0.1 or localhost.\n", 421)
        if scope["method"] in ("GET", "HEAD"):
            return None
        foreign = [o for o in sent(b"origin") if o != f"http://{host[0]}"] + [
            s for s in sent(b"sec-fetch-site") if s != "same-origin"
        ]
        return _plain("That did not come from this page.\n", 403) if foreign else None


def make_server(office: Office, port: int, wanted: Callable[[Item], bool]) -> tuple[uvicorn.Server, socket.socket, str]:
    """A server, the socket that it is to run on, and the address to open. Raises ReviewError where the port is taken."""
    import uvicorn

    place = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind(("127.0.0.1", port))
    except OSError as e:
        place.close()
        raise ReviewError(f"port {port} cannot be used ({e.strerror}); choose another with --port") from e
    key, port = secrets.token_urlsafe(24), place.getsockname()[1]
    app = make_app(Steps(office, wanted), key, port)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, access_log=False))
    return server, place, f"http://127.0.0.1:{port}/{key}/"


def serve_page(office: Office, port: int, wanted: Callable[[Item], bool], *, announce: Callable[[str], object]) -> None:
    """Serves until Ctrl-C. Raises ConfigurationError before it begins where the plan files hold mistakes."""
    office.waiting()
    server, place, address = make_server(office, port, wanted)
    announce(f"Review at {address} (on this machine only; Ctrl-C ends it)")
    with place:
        server.run(sockets=[place])
