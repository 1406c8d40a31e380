"""The environment -> Settings. Secrets and addresses live here and nowhere else [reads and keeps the secret]."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from notifier.model import NO_FORMS
from watcher import ConfigurationError, Mistake

SHORTEST_SECRET = 16
_TLS = ("starttls", "tls", "none")
_WEB = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(/[A-Za-z0-9._~\-/]*)?")
_MAIL = re.compile(r"[A-Za-z0-9.!#$&'*/=?^_{|}~-]+@[A-Za-z0-9.-]+")
"""Our own addresses: plain, and without a plus, after which the return address puts its own words."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How mail is sent and links are made. ``smtp_host`` "" means a Maildir under the state folder."""

    state: Path
    public_url: str = "http://127.0.0.1:8000"
    sender: str = "planwatch@localhost"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_tls: str = "starttls"
    secret: bytes = field(default=b"", repr=False)
    notice: str = ""
    bounces: str = ""  # to which mail comes back, before the plus; "" means the sender
    smtp_connections: int = 4
    operator: str = ""  # who hears of failing sources; "" means nobody
    contact: str = ""  # whom readers may ask about their data
    apprise: tuple[str, ...] = field(default=(), repr=False)  # channels for the operator, as Apprise writes them
    bounces_maildir: Path | None = None  # read by the service
    operator_maildir: Path | None = None  # where `doctor` looks for the canary
    forms: str = ""  # where `planwatch run` answers, if the pages are served from elsewhere; NO_FORMS if it does not run
    hub: str = ""  # a WebSub hub that is told of changed feeds
    archive_copy: str = ""  # address of an external archive's copy, with {url} and {time}

    @property
    def forms_url(self) -> str:
        """Where the forms and the links in mails are answered."""
        return self.public_url if self.forms in ("", NO_FORMS) else self.forms

    @property
    def returns(self) -> str:
        """The address to which mail comes back, before the plus."""
        return self.bounces or self.sender

    @classmethod
    def from_environment(cls, env: Mapping[str, str], state: Path) -> Settings:
        """Reads PLANWATCH_*; raises ConfigurationError naming every variable that is wrong, never its value."""
        read = _Environment(env)
        open_password = read.text("SMTP_TLS") == "none" and bool(read.text("SMTP_PASSWORD"))
        read.check(not open_password, "PLANWATCH_SMTP_TLS=none would send the password in the clear")
        made = cls(
            state=state,
            public_url=read.web("PUBLIC_URL", "http://127.0.0.1:8000"),
            sender=read.mail("FROM") or "planwatch@localhost",
            smtp_host=read.text("SMTP_HOST"),
            smtp_port=read.number("SMTP_PORT", "587", 65535),
            smtp_user=read.text("SMTP_USER"),
            smtp_password=read.text("SMTP_PASSWORD"),
            smtp_tls=read.one_of("SMTP_TLS", _TLS),
            secret=read.secret("SECRET"),
            bounces=read.mail("BOUNCES"),
            smtp_connections=read.number("SMTP_CONNECTIONS", "4", 50),
            operator=read.mail("OPERATOR"),
            contact=read.text("CONTACT"),
            apprise=read.channels("APPRISE"),
            bounces_maildir=read.folder("BOUNCES_MAILDIR"),
            operator_maildir=read.folder("OPERATOR_MAILDIR"),
            forms=NO_FORMS if read.text("FORMS_URL") == NO_FORMS else read.web("FORMS_URL"),
            hub=read.web("HUB"),
            archive_copy=read.template("ARCHIVE_COPY"),
        )
        if read.mistakes:
            raise ConfigurationError(read.mistakes)
        return replace(made, secret=made.secret or kept_secret(state))


class _Environment:
    """Reads variables by their names without PLANWATCH_, and collects what is wrong with them, never their values."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.mistakes: list[Mistake] = []

    def check(self, fine: bool, message: str) -> None:
        if not fine:
            self.mistakes.append(Mistake("environment", 0, message))

    def text(self, name: str, default: str = "") -> str:
        return self._env.get(f"PLANWATCH_{name}", default)

    def number(self, name: str, default: str, most: int) -> int:
        text = self.text(name, default)
        fine = text.isascii() and text.isdigit() and 0 < int(text) <= most
        self.check(fine, f"PLANWATCH_{name} is a whole number from 1 to {most}")
        return int(text) if fine else 0

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """The first is the default."""
        text = self.text(name, allowed[0])
        self.check(text in allowed, f"PLANWATCH_{name} is one of {', '.join(allowed)}")
        return text

    def web(self, name: str, default: str = "") -> str:
        address = self.text(name, default).rstrip("/")
        fine = bool(_WEB.fullmatch(address)) or (not address and not default)
        self.check(fine, f"PLANWATCH_{name} is a plain web address, like https://planwatch.example.org")
        return address

    def template(self, name: str) -> str:
        address = self.text(name)
        bare = address.replace("{url}", "").replace("{time}", "")
        fine = "{url}" in address and bare.startswith(("https://", "http://")) and not re.search(r"[{}\s<>\"]", bare)
        self.check(fine or not address, f"PLANWATCH_{name} is a web address with {{url}} in it, and {{time}} where wanted")
        return address

    def mail(self, name: str) -> str:
        address = self.text(name)
        fine = not address or bool(_MAIL.fullmatch(address))
        self.check(fine, f"PLANWATCH_{name} is a plain mail address without a plus")
        return address

    def channels(self, name: str) -> tuple[str, ...]:
        found = tuple(self.text(name).split())
        fine = not found or _apprise_installed()
        self.check(fine, f"PLANWATCH_{name} needs the optional extra: pip install 'planwatch[apprise]'")
        return found

    def secret(self, name: str) -> bytes:
        given = self.text(name).encode()
        fine = not given or len(given) >= SHORTEST_SECRET
        self.check(fine, f"PLANWATCH_{name} has at least {SHORTEST_SECRET} characters")
        return given

    def folder(self, name: str) -> Path | None:
        text = self.text(name)
        return Path(text) if text else None


def _apprise_installed() -> bool:
    from importlib.util import find_spec

    return find_spec("apprise") is not None


def kept_secret(state: Path) -> bytes:
    """The secret in state/secret, made on first use, readable by its owner alone."""
    path = state / "secret"
    state.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        found = path.read_bytes()
        if len(found) < SHORTEST_SECRET:
            words = "is too short to be a secret; restore it, or delete it to have another made (suppressions are then lost)"
            raise ConfigurationError([Mistake(str(path), 0, words)]) from None
        return found
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return path.read_bytes()
