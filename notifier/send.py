"""Transports: a mail server by SMTP, or a Maildir [I/O]."""

from __future__ import annotations

import mailbox
import smtplib
import ssl
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from notifier.settings import Settings
from watcher import DeliveryError


class Transport(Protocol):
    """Hands one message over for one address. Raises DeliveryError; ``permanent`` says whether to try again."""

    def __enter__(self) -> Self: ...
    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None: ...
    def send(self, raw: bytes, address: str) -> None: ...


class MaildirTransport:
    """Delivers into a Maildir, which needs no server. A message is complete before it appears in ``new``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        self._box = mailbox.Maildir(self._folder, create=True)
        return self

    def __exit__(self, *unused: object) -> None:
        self._box.close()

    def send(self, raw: bytes, address: str) -> None:
        try:
            self._box.add(raw.replace(b"\r\n", b"\n"))
        except OSError as e:
            raise DeliveryError(f"the mail could not be written to {self._folder}: {e.strerror}", permanent=False) from e


class SmtpTransport:
    """One connection for as long as it holds. TLS is required unless configured off; a password never goes in the clear.

    The blocking client of the standard library: delivery is one thread that sends one message at a time.
    """

    def __init__(self, settings: Settings, timeout: float = 30.0) -> None:
        self._settings = settings
        self._timeout = timeout
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *unused: object) -> None:
        self._drop()

    def send(self, raw: bytes, address: str) -> None:
        try:
            server = self._server or self._connected()
            options = ["SMTPUTF8"] if not address.isascii() else []
            server.sendmail(self._settings.sender, [address], raw, mail_options=options)
        except smtplib.SMTPRecipientsRefused as e:
            code, words = next(iter(e.recipients.values()))
            raise DeliveryError(f"{code} {_words(words)}", permanent=code >= 500) from e
        except smtplib.SMTPAuthenticationError as e:
            self._drop()
            raise DeliveryError("the mail server did not accept our name and password", permanent=False) from e
        except smtplib.SMTPResponseException as e:
            self._drop()
            raise DeliveryError(f"{e.smtp_code} {_words(e.smtp_error)}", permanent=e.smtp_code >= 500) from e
        except (smtplib.SMTPException, OSError) as e:
            self._drop()
            raise DeliveryError(f"the mail server could not be used: {e}", permanent=False) from e

    def _connected(self) -> smtplib.SMTP:
        s = self._settings
        if s.smtp_tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                s.smtp_host, s.smtp_port, timeout=self._timeout, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(s.smtp_host, s.smtp_port, timeout=self._timeout)
        self._server = server
        if s.smtp_tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if s.smtp_user:
            server.login(s.smtp_user, s.smtp_password)
        return server

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def _words(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text


def transport_from(settings: Settings) -> Transport:
    """The mail server where one is configured, else state/maildir."""
    return SmtpTransport(settings) if settings.smtp_host else MaildirTransport(settings.state / "maildir")
