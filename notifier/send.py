"""Transports: a mail server by SMTP, a Maildir, or the operator's other channels [I/O].

A transport hands over one message for one address at a time and answers what became of it; several lines may be open at
once. Nothing is raised for what a server says.
"""

from __future__ import annotations

import asyncio
import mailbox
import re
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from notifier.bounces import names_no_mailbox
from notifier.model import Answer, AnswerKind
from notifier.settings import Settings

if TYPE_CHECKING:
    import aiosmtplib

TAKEN = Answer(AnswerKind.TAKEN)
CONNECT_SECONDS = 30.0
COMMAND_SECONDS = 300.0
FINAL_SECONDS = 600.0
"""How long an answer is waited for: RFC 5321, 4.5.3.2; to give up after the final dot sooner makes duplicates."""


class Line(Protocol):
    """One line to a server, opened by its first message."""

    async def send(self, raw: bytes, sender: str, address: str) -> Answer: ...
    async def close(self) -> None: ...


class Transport(Protocol):
    """``lines``: how many may usefully be open at once."""

    @property
    def lines(self) -> int: ...

    def line(self) -> Line: ...


class MaildirTransport:
    """Delivers into a Maildir, which needs no server. A message is complete before it appears in ``new``."""

    lines = 1

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def line(self) -> Line:
        return _MaildirLine(self._folder)


class _MaildirLine:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._box: mailbox.Maildir | None = None

    async def send(self, raw: bytes, sender: str, address: str) -> Answer:
        trace = f"Return-Path: <{sender}>\nDelivered-To: {address}\n".encode()
        try:
            self._box = self._box or mailbox.Maildir(self._folder, create=True)
            self._box.add(trace + raw.replace(b"\r\n", b"\n"))
        except OSError as e:
            return Answer(AnswerKind.SERVER_DOWN, f"the mail could not be written to {self._folder}: {e.strerror}")
        return TAKEN

    async def close(self) -> None:
        if self._box is not None:
            self._box.close()


def forget_in_maildir(folder: Path, address: str) -> int:
    """Deletes what lies in a Maildir for one address; returns how many mails that were."""
    if not (folder / "new").is_dir():
        return 0
    box = mailbox.Maildir(folder, create=False)
    line = f"\nDelivered-To: {address}\n".encode()
    mine = [key for key in box.keys() if line in box.get_bytes(key)]  # noqa: SIM118 (a Maildir is no dict)
    for key in mine:
        box.remove(key)
    return len(mine)


class SmtpTransport:
    """A pool of connections. TLS is required unless configured off; a password never goes in the clear."""

    def __init__(self, settings: Settings, *, final_seconds: float = FINAL_SECONDS) -> None:
        self._settings = settings
        self._final = final_seconds

    @property
    def lines(self) -> int:
        return self._settings.smtp_connections

    def line(self) -> Line:
        return _SmtpLine(self._settings, self._final)


class _SmtpLine:
    """One connection for as long as it holds."""

    def __init__(self, settings: Settings, final_seconds: float) -> None:
        self._settings = settings
        self._final = final_seconds
        self._client: aiosmtplib.SMTP | None = None

    async def send(self, raw: bytes, sender: str, address: str) -> Answer:
        import aiosmtplib

        refused = await self.connect() if self._client is None else None
        if refused is not None:
            return refused
        client = self._client
        assert client is not None
        try:
            return await self._hand_over(client, raw, sender, address)
        except aiosmtplib.SMTPResponseException as e:
            return await self._answered(client, e)
        except aiosmtplib.SMTPNotSupported as e:
            return Answer(AnswerKind.REFUSED, f"the mail server cannot take this address: {e}")
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as e:
            await self.close()
            return Answer(AnswerKind.LATER, f"the connection to the mail server broke: {e or type(e).__name__}")

    async def _hand_over(self, client: aiosmtplib.SMTP, raw: bytes, sender: str, address: str) -> Answer:
        options = [] if address.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
        if options and client.is_ehlo_or_helo_needed:
            await client.ehlo(timeout=COMMAND_SECONDS)
        if options and not client.supports_extension("smtputf8"):
            return Answer(AnswerKind.REFUSED, "the mail server takes no address with letters beyond ASCII (SMTPUTF8)")
        encoding = "ascii" if address.isascii() else "utf-8"
        await client.mail(sender, options=options, encoding=encoding, timeout=COMMAND_SECONDS)
        await client.rcpt(address, encoding=encoding, timeout=COMMAND_SECONDS)
        await client.data(raw, timeout=self._final)
        return TAKEN

    async def _answered(self, client: aiosmtplib.SMTP, said: aiosmtplib.SMTPResponseException) -> Answer:
        """What a refusal means; the line is left ready for the next message, or closed."""
        import aiosmtplib

        if said.code == 421 or not client.is_connected:
            await self.close()
        else:
            try:
                await client.rset(timeout=COMMAND_SECONDS)
            except (aiosmtplib.SMTPException, OSError, TimeoutError):
                await self.close()
        words = f"{said.code} {_nameless(str(said.message))}"
        if isinstance(said, aiosmtplib.SMTPSenderRefused) and said.code >= 500:
            return Answer(AnswerKind.SERVER_DOWN, f"the mail server refuses our return address: {words}")
        return Answer(kind_of(said.code, str(said.message), isinstance(said, aiosmtplib.SMTPRecipientRefused)), words)

    async def connect(self) -> Answer | None:
        """Opens the line; an answer where that failed."""
        import aiosmtplib

        s = self._settings
        client = aiosmtplib.SMTP(
            hostname=s.smtp_host,
            port=s.smtp_port,
            username=s.smtp_user or None,
            password=s.smtp_password or None,
            timeout=CONNECT_SECONDS,
            use_tls=s.smtp_tls == "tls",
            start_tls=s.smtp_tls == "starttls",
            tls_context=ssl.create_default_context() if s.smtp_tls != "none" else None,
            local_hostname=s.sender.rpartition("@")[2],
        )
        try:
            await client.connect()
        except aiosmtplib.SMTPAuthenticationError as e:
            client.close()
            return Answer(AnswerKind.SERVER_DOWN, f"the mail server did not accept our name and password ({e.code})")
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as e:
            client.close()
            return Answer(AnswerKind.SERVER_DOWN, f"the mail server cannot be used: {e or type(e).__name__}")
        self._client = client
        return None

    async def close(self) -> None:
        import aiosmtplib

        client, self._client = self._client, None
        if client is None:
            return
        try:
            if client.is_connected:
                await client.quit(timeout=5)
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            pass  # it is being left; what was taken has been answered
        finally:
            client.close()


async def reach(settings: Settings) -> Answer | None:
    """Tries the mail server without sending anything; None where it can be used, else why not."""
    line = _SmtpLine(settings, FINAL_SECONDS)
    answer = await line.connect()
    await line.close()
    return answer


def _nameless(words: str) -> str:
    """What a server said, without the address that it says it of: it goes into logs and notes."""
    return re.sub(r"<?[^\s<>]+@[^\s<>]+>?", "(address)", words)


def kind_of(code: int, words: str, of_recipient: bool) -> AnswerKind:
    """What an SMTP refusal says (RFC 5321, 4.2.1; enhanced codes of RFC 3463 where there are any)."""
    if code in (530, 535):
        return AnswerKind.SERVER_DOWN
    if code < 500:
        return AnswerKind.LATER
    return AnswerKind.NO_SUCH_ADDRESS if of_recipient and names_no_mailbox(words) else AnswerKind.REFUSED


class AppriseTransport:
    """The operator's other channels, by the optional Apprise library: a message's subject and text go to each of them."""

    lines = 1

    def __init__(self, channels: tuple[str, ...]) -> None:
        self._channels = channels

    def line(self) -> Line:
        return self

    async def send(self, raw: bytes, sender: str, address: str) -> Answer:
        import email
        import email.policy

        import apprise

        message = email.message_from_bytes(raw, policy=email.policy.default)
        text = message.get_body(("plain",))
        post = apprise.Apprise()
        if not all(post.add(channel) for channel in self._channels):
            return Answer(AnswerKind.REFUSED, "PLANWATCH_APPRISE holds an address that Apprise does not know")
        body = text.get_content() if text else ""
        done = await asyncio.to_thread(post.notify, body=body, title=str(message["Subject"]))
        return TAKEN if done else Answer(AnswerKind.LATER, "a channel of PLANWATCH_APPRISE did not take the message")

    async def close(self) -> None:
        pass


def transport_from(settings: Settings) -> Transport:
    """The mail server where one is configured, else state/maildir."""
    return SmtpTransport(settings) if settings.smtp_host else MaildirTransport(settings.state / "maildir")
