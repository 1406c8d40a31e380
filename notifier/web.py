"""Serves what was published, and the way out of a subscription [I/O]."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    import uvicorn

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_TYPES = {".atom": "application/atom+xml", ".rss": "application/rss+xml", ".ics": "text/calendar; charset=utf-8",
          ".json": "application/json", ".jsonl": "application/jsonl"}  # fmt: skip


class _Published(StaticFiles):
    """The published folder, with the right types and a 404 that helps."""

    async def get_response(self, path: str, scope: Any) -> Response:
        from starlette.exceptions import HTTPException

        try:
            answer = await super().get_response(path, scope)
        except HTTPException as e:
            if e.status_code != 404:
                raise
            help_page = Path(str(self.directory)) / "404.html"
            return FileResponse(help_page, 404) if help_page.is_file() else Response("Not here.", 404)
        kind = _TYPES.get(Path(path).suffix)
        if kind and answer.status_code == 200:
            answer.headers["content-type"] = kind
        return answer


def make_app(public: Path, unsubscribe: Callable[[str], bool]) -> Starlette:
    """The web application. ``unsubscribe`` takes a token and says whether it ended a subscription."""

    async def leave(request: Request) -> Response:
        given = request.query_params.get("token", "")
        if request.method == "POST":
            ended = await run_in_threadpool(unsubscribe, given)
            title = "You will get no more of these emails" if ended else "There is nothing to stop"
            text = (
                "Your subscription has ended and what was queued for it is gone."
                if ended
                else "The link is cut or forged, or the subscription has ended already."
            )
            return _page(title, text, "")
        return _page("Stop these emails?", "Press the button and the subscription behind this link ends.", given)

    public.mkdir(parents=True, exist_ok=True)
    app = Starlette(
        routes=[
            Route("/unsubscribe", leave, methods=["GET", "POST"]),
            Mount("/", _Published(directory=public, html=True)),
        ]
    )
    app.add_middleware(_SecurityHeaders)
    return app


class _SecurityHeaders:
    """Adds the same headers to every answer."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] += [(k.lower().encode(), v.encode()) for k, v in _HEADERS.items()]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def _page(title: str, text: str, token: str) -> Response:
    from notifier.pages import render_leave

    return HTMLResponse(render_leave(title, text, token))


def make_server(app: Starlette, host: str, port: int) -> uvicorn.Server:
    """A server whose ``should_exit`` ends it; Ctrl-C and SIGTERM set it."""
    import uvicorn

    return uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="warning", server_header=False))
