"""The web: what was published, and the journey of those who want emails [I/O].

Nothing changes on GET or HEAD. No cookie is set, so that a token in a link is the only authority there is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from notifier.addresses import AddressError, parse_address
from notifier.journey import Journey, Person
from notifier.journey_pages import JourneyPages
from notifier.mailbox import RequestKind
from notifier.model import Frequency
from notifier.serving import published_folder
from watcher import PlanwatchError

if TYPE_CHECKING:
    import uvicorn

LARGEST_FORM = 16 * 1024
MOST_FIELDS = 40

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
Visit = Callable[[], AbstractContextManager[Journey]]
"""Opens the mailbox for one request, in the thread that calls it."""
Form = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class _Page:
    body: str
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    filename: str = ""


@dataclass(frozen=True, slots=True)
class _Steps:
    """What each form and link does. Runs in a worker thread; one visit a request."""

    visit: Visit
    wake: Callable[[], None]

    # --- asking ---

    def show_form(self, topic: str) -> _Page:
        with self.visit() as journey:
            wrong = {"topic": "That is not watched, or no longer. Choose what you want to hear about."}
            unknown = topic and topic not in journey.topics
            return _Page(_pages(journey).subscribe(topic, error=wrong if unknown else None), 404 if unknown else 200)

    def subscribe(self, form: Form, network: str) -> _Page:
        topic, frequency, typed = _one(form, "topic"), _one(form, "frequency"), _one(form, "address")
        with self.visit() as journey:
            pages = _pages(journey)
            error = {} if topic in journey.topics else {"topic": "Choose what you want to hear about."}
            if frequency not in list(Frequency):
                error["frequency"] = "Choose how often."
            error |= _address_error(typed)
            if error:
                return _Page(pages.subscribe(topic, address=typed[:254], frequency=frequency, error=error), 422)
            if not _one(form, "website"):  # a field that people do not see, and machines fill in
                if not journey.ask(RequestKind.SUBSCRIBE, typed, topic, Frequency(frequency), network):
                    return _Page(pages.too_many(), 429)
                self.wake()
            return _Page(pages.check_your_email(typed.strip()))

    def show_ask_link(self) -> _Page:
        with self.visit() as journey:
            return _Page(_pages(journey).ask_link())

    def ask_link(self, form: Form, network: str) -> _Page:
        typed = _one(form, "address")
        with self.visit() as journey:
            pages = _pages(journey)
            error = _address_error(typed)
            if error:
                return _Page(pages.ask_link(address=typed[:254], error=error), 422)
            if not _one(form, "website"):
                if not journey.ask(RequestKind.MANAGE, typed, "", Frequency.DAILY, network):
                    return _Page(pages.too_many(), 429)
                self.wake()
            return _Page(pages.link_sent(typed.strip()))

    # --- confirming and leaving ---

    def show_confirm(self, token: str) -> _Page:
        with self.visit() as journey:
            pages, invitation = _pages(journey), journey.invitation(token)
            if invitation is None:
                return _Page(pages.dead_link("confirm"), 404)
            if invitation.used:
                return _Page(pages.confirmed_before())
            if not invitation.pending:
                return _Page(pages.nothing_to_confirm())
            return _Page(pages.confirm(invitation, token))

    def confirm(self, token: str, form: Form) -> _Page:
        with self.visit() as journey:
            pages = _pages(journey)
            begun = journey.confirm(token, form.get("begin", []))
            if begun is None:
                return _Page(pages.dead_link("confirm"), 404)
            if begun.used:
                return _Page(pages.confirmed_before())
            if not begun.subscriptions:
                return self.show_confirm(token)  # what it showed is not what is asked for now
            return _Page(pages.confirmed(begun.subscriptions, begun.manage_token))

    def show_leave(self, token: str) -> _Page:
        with self.visit() as journey:
            pages, leaving = _pages(journey), journey.leaving(token)
            return _Page(pages.leave(leaving, token) if leaving else pages.nothing_to_stop())

    def leave(self, token: str) -> _Page:
        """Also a mail program's own button (RFC 8058): no cookie, no form field and no redirect."""
        with self.visit() as journey:
            pages, ended = _pages(journey), journey.leave(token)
            return _Page(pages.left(ended) if ended else pages.nothing_to_stop())

    # --- one's own page ---

    def show_manage(self, token: str) -> _Page:
        with self.visit() as journey:
            person = journey.person(token)
            return self._managing(journey, person, token) if person else _Page(_pages(journey).dead_link("manage"), 404)

    def copy_of_data(self, token: str) -> _Page:
        with self.visit() as journey:
            person = journey.person(token)
            if person is None:
                return _Page(_pages(journey).dead_link("manage"), 404)
            data = json.dumps(journey.copy_of_data(person), ensure_ascii=False, indent=2) + "\n"
            return _Page(data, kind="application/json", filename="planwatch-my-data.json")

    def manage(self, token: str, form: Form) -> _Page:
        with self.visit() as journey:
            pages, person = _pages(journey), journey.person(token)
            if person is None:
                return _Page(pages.dead_link("manage"), 404)
            number, frequency, topic = next(iter(_numbers(form)), 0), _one(form, "frequency"), _one(form, "topic")
            mine = {s.id for s in person.subscriptions}
            match _one(form, "do"):
                case "frequency" if number in mine and frequency in list(Frequency):
                    journey.set_frequency(person, number, Frequency(frequency))
                    done = "Changed."
                case "stop" if number in mine:
                    journey.end(person, number)
                    done = "Stopped."
                case "add" if topic in journey.topics and frequency in list(Frequency):
                    journey.add(person, topic, Frequency(frequency))
                    done = "Added."
                case "add":
                    return self._managing(journey, person, token, error={"topic": "Choose what you want to hear about."})
                case "erase":
                    journey.erase(person)
                    return _Page(pages.erased())
                case _:
                    return self._managing(journey, person, token, done="Nothing was changed: it has been stopped already.")
            after = journey.person(token)
            return self._managing(journey, after, token, done=done) if after else _Page(pages.left(person.subscriptions))

    def _managing(
        self, journey: Journey, person: Person, token: str, *, done: str = "", error: dict[str, str] | None = None
    ) -> _Page:
        page = _pages(journey).manage(person, token, done=done, error=error)
        return _Page(page, 422 if error else 200)

    def error(self, title: str, text: str, status: int) -> _Page:
        try:
            with self.visit() as journey:
                return _Page(_pages(journey).plain(title, text), status)
        except PlanwatchError:
            return _Page(f"{title}. {text}\n", status, "text/plain; charset=utf-8")


def _pages(journey: Journey) -> JourneyPages:
    return JourneyPages(journey.settings, journey.topics)


def _one(form: Form, name: str) -> str:
    return form.get(name, [""])[0]


def _numbers(form: Form) -> list[int]:
    return [int(n) for n in form.get("number", []) if n.isascii() and n.isdigit() and len(n) < 16]


def _address_error(typed: str) -> dict[str, str]:
    try:
        parse_address(typed)
    except AddressError as e:
        return {"address": str(e)}
    return {}


def make_app(
    public: Path, visit: Visit, wake: Callable[[], None] = lambda: None, *, public_url: str = "", hub: str = ""
) -> Starlette:
    """The web application. ``wake`` is called when a request was put down, so that it is answered soon.

    ``hub``: a WebSub hub that feeds under ``public_url`` name in their headers.
    """
    steps = _Steps(visit, wake)

    async def subscribe(request: Request) -> Response:
        if request.method == "POST":
            return await _answer(steps.subscribe, await _form(request), _network(request))
        return await _answer(steps.show_form, request.query_params.get("topic", ""))

    async def confirm(request: Request) -> Response:
        if request.method == "POST":
            return await _answer(steps.confirm, _token(request), await _form(request))
        return await _answer(steps.show_confirm, _token(request))

    async def unsubscribe(request: Request) -> Response:
        return await _answer(steps.leave if request.method == "POST" else steps.show_leave, _token(request))

    async def manage(request: Request) -> Response:
        token = _token(request)
        if request.method == "POST":
            form = await _form(request)
            return await (_answer(steps.manage, token, form) if token else _answer(steps.ask_link, form, _network(request)))
        return await (_answer(steps.show_manage, token) if token else _answer(steps.show_ask_link))

    async def data(request: Request) -> Response:
        return await _answer(steps.copy_of_data, _token(request))

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        title, text = _REFUSALS.get(error.status_code, ("That does not work", "Go back and try again."))
        answer = await _answer(steps.error, title, text, error.status_code)
        answer.headers.update(error.headers or {})
        return answer

    async def cannot(request: Request, error: Exception) -> Response:
        return await _answer(steps.error, "Not at present", "Something here does not work. Try again in a few minutes.", 503)

    public.mkdir(parents=True, exist_ok=True)
    app = Starlette(
        routes=[
            Route("/subscribe", subscribe, methods=["GET", "POST"]),
            Route("/confirm", confirm, methods=["GET", "POST"]),
            Route("/unsubscribe", unsubscribe, methods=["GET", "POST"]),
            Route("/manage", manage, methods=["GET", "POST"]),
            Route("/manage/data", data, methods=["GET"]),
            Mount("/", published_folder(public, public_url, hub)),
        ],
        exception_handlers={HTTPException: refused, PlanwatchError: cannot},
    )
    app.add_middleware(_SecurityHeaders)
    return app


_REFUSALS = {
    404: ("There is nothing at this address", "The address is probably cut or mistyped."),
    405: ("That does not work this way", "Use the form or the button on the page."),
    413: ("That is too much", "The form holds more than any of ours can. Nothing was changed."),
    415: ("That is not a form of ours", "Send it from the page, as application/x-www-form-urlencoded."),
}


async def _answer(step: Callable[..., _Page], *values: object) -> Response:
    page = await run_in_threadpool(step, *values)
    headers = {"Cache-Control": "no-store"}
    if page.filename:
        headers["Content-Disposition"] = f'attachment; filename="{page.filename}"'
    return HTMLResponse(page.body.encode("utf-8", "replace"), page.status, headers, page.kind)


async def _form(request: Request) -> Form:
    """The fields of a small urlencoded form, none where the body is empty; HTTPException for anything else."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise HTTPException(413)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    try:
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as e:
        raise HTTPException(413) from e


def _token(request: Request) -> str:
    return request.query_params.get("token", "")


def _network(request: Request) -> str:
    return request.client.host if request.client else ""


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


def make_server(app: Starlette, host: str, port: int) -> uvicorn.Server:
    """A server whose ``should_exit`` ends it; Ctrl-C and SIGTERM set it.

    Behind a proxy on this machine, the reader's network is the one that X-Forwarded-For names last.
    """
    import uvicorn

    return uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="warning", server_header=False))
