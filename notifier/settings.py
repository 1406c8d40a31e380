"""The environment -> Settings. Secrets and addresses live here and nowhere else [reads and keeps the secret]."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from watcher import ConfigurationError, Mistake

_TLS = ("starttls", "tls", "none")


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

    @classmethod
    def from_environment(cls, env: Mapping[str, str], state: Path) -> Settings:
        """Reads PLANWATCH_*; raises ConfigurationError naming every variable that is wrong, never its value."""
        mistakes = []
        port = env.get("PLANWATCH_SMTP_PORT", "587")
        if not port.isdigit() or not 0 < int(port) < 65536:
            mistakes.append(Mistake("environment", 0, "PLANWATCH_SMTP_PORT is not a port number"))
        tls = env.get("PLANWATCH_SMTP_TLS", "starttls")
        if tls not in _TLS:
            mistakes.append(Mistake("environment", 0, f"PLANWATCH_SMTP_TLS is one of {', '.join(_TLS)}"))
        if tls == "none" and env.get("PLANWATCH_SMTP_PASSWORD"):
            mistakes.append(Mistake("environment", 0, "PLANWATCH_SMTP_TLS=none would send the password in the clear"))
        public = env.get("PLANWATCH_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
        if not public.startswith(("http://", "https://")):
            mistakes.append(Mistake("environment", 0, "PLANWATCH_PUBLIC_URL is not a web address"))
        sender = env.get("PLANWATCH_FROM", "planwatch@localhost")
        if sender.count("@") != 1 or any(c in sender for c in "\r\n<> "):
            mistakes.append(Mistake("environment", 0, "PLANWATCH_FROM is not a plain mail address"))
        if mistakes:
            raise ConfigurationError(mistakes)
        secret = env.get("PLANWATCH_SECRET", "").encode() or kept_secret(state)
        return cls(state, public, sender, env.get("PLANWATCH_SMTP_HOST", ""), int(port), env.get("PLANWATCH_SMTP_USER", ""),
                   env.get("PLANWATCH_SMTP_PASSWORD", ""), tls, secret)  # fmt: skip


def kept_secret(state: Path) -> bytes:
    """The secret in state/secret, made on first use, readable by its owner alone."""
    path = state / "secret"
    state.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return path.read_bytes()
