"""The environment -> Settings. Secrets and addresses live here and nowhere else [reads and keeps the secret]."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

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
    forms: str = ""  # where `planwatch run` answers, if the pages are served from elsewhere
    hub: str = ""  # a WebSub hub that is told of changed feeds
    archive_copy: str = ""  # address of an external archive's copy, with {url} and {time}

    @property
    def forms_url(self) -> str:
        """Where the forms and the links in mails are answered."""
        return self.forms or self.public_url

    @property
    def returns(self) -> str:
        """The address to which mail comes back, before the plus."""
        return self.bounces or self.sender

    @classmethod
    def from_environment(cls, env: Mapping[str, str], state: Path) -> Settings:
        """Reads PLANWATCH_*; raises ConfigurationError naming every variable that is wrong, never its value."""
        mistakes: list[Mistake] = []

        def check(fine: bool, message: str) -> None:
            if not fine:
                mistakes.append(Mistake("environment", 0, message))

        def number(name: str, default: str, most: int) -> int:
            text = env.get(name, default)
            fine = text.isascii() and text.isdigit() and 0 < int(text) <= most
            check(fine, f"{name} is a whole number from 1 to {most}")
            return int(text) if fine else 0

        def folder(name: str) -> Path | None:
            return Path(env[name]) if env.get(name) else None

        port = number("PLANWATCH_SMTP_PORT", "587", 65535)
        connections = number("PLANWATCH_SMTP_CONNECTIONS", "4", 50)
        tls = env.get("PLANWATCH_SMTP_TLS", "starttls")
        check(tls in _TLS, f"PLANWATCH_SMTP_TLS is one of {', '.join(_TLS)}")
        check(
            tls != "none" or not env.get("PLANWATCH_SMTP_PASSWORD"),
            "PLANWATCH_SMTP_TLS=none would send the password in the clear",
        )
        public = env.get("PLANWATCH_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
        check(bool(_WEB.fullmatch(public)), "PLANWATCH_PUBLIC_URL is a plain web address, like https://planwatch.example.org")
        for name in ("FORMS_URL", "HUB"):
            address = env.get(f"PLANWATCH_{name}", "").rstrip("/")
            check(not address or bool(_WEB.fullmatch(address)), f"PLANWATCH_{name} is a plain web address")
        copy = env.get("PLANWATCH_ARCHIVE_COPY", "")
        check(not copy or _is_template(copy), "PLANWATCH_ARCHIVE_COPY is a web address with {url} in it, and {time} where wanted")
        sender = env.get("PLANWATCH_FROM") or "planwatch@localhost"
        for name in ("FROM", "BOUNCES", "OPERATOR"):
            address = env.get(f"PLANWATCH_{name}", "")
            check(not address or bool(_MAIL.fullmatch(address)), f"PLANWATCH_{name} is a plain mail address without a plus")
        apprise = tuple(env.get("PLANWATCH_APPRISE", "").split())
        check(not apprise or _apprise_installed(), "PLANWATCH_APPRISE needs the optional extra: pip install 'planwatch[apprise]'")
        given = env.get("PLANWATCH_SECRET", "").encode()
        check(not given or len(given) >= SHORTEST_SECRET, f"PLANWATCH_SECRET has at least {SHORTEST_SECRET} characters")
        if mistakes:
            raise ConfigurationError(mistakes)
        return cls(
            state=state,
            public_url=public,
            sender=sender,
            smtp_host=env.get("PLANWATCH_SMTP_HOST", ""),
            smtp_port=port,
            smtp_user=env.get("PLANWATCH_SMTP_USER", ""),
            smtp_password=env.get("PLANWATCH_SMTP_PASSWORD", ""),
            smtp_tls=tls,
            secret=given or kept_secret(state),
            bounces=env.get("PLANWATCH_BOUNCES", ""),
            smtp_connections=connections,
            operator=env.get("PLANWATCH_OPERATOR", ""),
            contact=env.get("PLANWATCH_CONTACT", ""),
            apprise=apprise,
            bounces_maildir=folder("PLANWATCH_BOUNCES_MAILDIR"),
            operator_maildir=folder("PLANWATCH_OPERATOR_MAILDIR"),
            forms=env.get("PLANWATCH_FORMS_URL", "").rstrip("/"),
            hub=env.get("PLANWATCH_HUB", ""),
            archive_copy=copy,
        )


def _is_template(address: str) -> bool:
    bare = address.replace("{url}", "").replace("{time}", "")
    return "{url}" in address and bare.startswith(("https://", "http://")) and not re.search(r"[{}\s<>\"]", bare)


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
