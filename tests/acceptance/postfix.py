"""A real Postfix in a folder of its own, on loopback, for as long as a ``with`` block lasts.

The promise: configuration, queue, data, log and mailboxes are inside the folder. Nothing under /etc/postfix,
/var/spool/postfix or a system mailbox is written, and any number of these run side by side with each other and with the
mail system of the machine. It needs root and the installed package, configured or not; it needs no systemd. Mail for
the users lands in Maildirs, mail for anybody else is accepted and then bounced, and nothing ever leaves the machine or
asks a name server. When the block ends, no process is left.

By hand, until Ctrl-C: ``python -m tests.acceptance.postfix``
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

READERS = "readers.example"

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
myhostname = mail.{readers}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtputf8_enable = yes
biff = no

# Who is known here. Names that are not go through smtpd all the same, so that a true bounce can come back.
recipient_delimiter = +
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/etc/mailboxes
virtual_mailbox_limit = 0
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_reject_unlisted_recipient = no
smtpd_relay_restrictions = permit_mynetworks, reject

# Mails are kept as they were sent: no header is completed or rewritten.
local_header_rewrite_clients =

# Nothing leaves.
mydestination =
local_recipient_maps =
local_transport = error:outside
relay_transport = error:outside
default_transport = error:outside
disable_dns_lookups = yes
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
smtpd_tls_security_level = none
smtp_tls_security_level = none

# The system's aliases, users and postmaster are none of our business.
alias_maps =
alias_database =
notify_classes =
fast_flush_domains =

# A test does not wait.
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
in_flow_delay = 0
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
"""

# Columns: service, type, private, unprivileged, chroot, wakeup, most processes, program. Without pickup, the program
# sendmail cannot hand anything in; without smtp and local, there is no way out and none to a system mailbox.
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n - 0 flush
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class MailSystem:
    """A mail system that runs: it takes SMTP on 127.0.0.1 at ``port``; everything it writes is in ``folder``."""

    port: int
    folder: Path

    def maildir(self, address: str) -> Path:
        """The Maildir in which mail for the address lands, whatever follows a plus. LookupError where it would bounce."""
        path = self.folder / "mail" / _mailbox(address)
        if not (path / "new").is_dir():
            raise LookupError(f"nobody has the address {address} here")
        return path

    def messages(self, address: str) -> list[EmailMessage]:
        """What has arrived for the address, read or not, oldest first."""
        maildir = self.maildir(address)
        parser = BytesParser(policy=policy.default)
        while True:
            try:
                files = [entry for box in ("new", "cur") for entry in (maildir / box).iterdir()]
                files.sort(key=lambda entry: (entry.stat().st_mtime_ns, entry.name))
                return [parser.parsebytes(entry.read_bytes()) for entry in files]
            except FileNotFoundError:
                continue  # a mail reader moved one from new to cur meanwhile

    def waiting(self, address: str, count: int = 1, seconds: float = 30) -> list[EmailMessage]:
        """All messages for the address, once there are ``count``; TimeoutError, with the end of the log, if they do not come."""
        end = time.monotonic() + seconds
        while len(found := self.messages(address)) < count:
            if time.monotonic() > end:
                arrived = f"{len(found)} of {count} messages for {address} arrived in {seconds:g} seconds"
                raise TimeoutError(f"{arrived}\nThe mail log ends:\n{_tail(self.folder)}")
            time.sleep(0.05)
        return found


@contextmanager
def mail_system(folder: Path, users: Sequence[str]) -> Iterator[MailSystem]:
    """Runs Postfix in the folder, which is made if it is not there and opened to all for reading, until the block ends.

    Every address in ``users`` has a Maildir. A folder from an earlier run keeps its mail, its queue and its log.
    Raises RuntimeError, with a reason in plain words, where Postfix cannot be had, started or stopped.
    """
    program = shutil.which("postfix", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
    if program is None:
        raise RuntimeError("the program postfix is not installed; on Debian: apt-get install postfix")
    if os.geteuid() != 0:
        raise RuntimeError("Postfix can be started by root only")
    folder = folder.resolve()
    if (folder / "etc" / "main.cf").exists() and _postfix(program, folder, "status").returncode == 0:
        raise RuntimeError(f"a mail system is running in {folder} already")
    # From here on the file, if it is there, names a process that was started here, and not one that now has its number.
    _pid_file(folder).unlink(missing_ok=True)
    _prepare(folder, users)
    try:
        yield _start(program, folder)
    finally:
        _stop(program, folder)


def _prepare(folder: Path, users: Sequence[str]) -> None:
    # Postfix splits lists at blanks, and 108 bytes are all that the path of a socket may have.
    if not re.fullmatch(r"[\w./+-]{1,80}", str(folder), re.ASCII):
        raise RuntimeError(f"Postfix needs a folder with a short and plain path, not {folder}")
    for above in folder.parents:
        if not above.stat().st_mode & 0o001:
            raise RuntimeError(f"{above} is closed to other users, and Postfix delivers as one; choose a folder elsewhere")
    for address in users:
        if not re.fullmatch(r"[\w.-]+@[\w.-]+", address):
            raise RuntimeError(f"{address} is not a plain address")

    # Debian's user for "nobody in particular": the virtual agent delivers as nobody below 100.
    nobody, postfix = pwd.getpwnam("nobody"), pwd.getpwnam("postfix")
    for path in (folder, folder / "etc", folder / "queue", folder / "data", folder / "mail"):
        path.mkdir(exist_ok=True)
        path.chmod(0o755)
    os.chown(folder / "data", postfix.pw_uid, postfix.pw_gid)
    for address in users:
        maildir = folder / "mail" / _mailbox(address)
        maildir.parent.mkdir(exist_ok=True)
        maildir.parent.chmod(0o755)
        for path in (maildir, maildir / "tmp", maildir / "new", maildir / "cur"):
            path.mkdir(exist_ok=True)
            os.chown(path, nobody.pw_uid, nobody.pw_gid)

    domains = sorted({READERS, *(_mailbox(address).parent.name for address in users)})
    main = MAIN.format(folder=folder, readers=READERS, domains=", ".join(domains), uid=nobody.pw_uid, gid=nobody.pw_gid)
    mailboxes = "".join(f"{address.lower()} {_mailbox(address)}/\n" for address in users)
    (folder / "etc" / "main.cf").write_text(main, encoding="utf-8")
    (folder / "etc" / "mailboxes").write_text(mailboxes, encoding="utf-8")


def _start(program: str, folder: Path) -> MailSystem:
    for _ in range(3):
        port = _free_port()
        (folder / "etc" / "master.cf").write_text(MASTER.format(port=port), encoding="utf-8")
        started = _postfix(program, folder, "start")
        if started.returncode == 0:
            break
        # Somebody else may have taken the port since it was found free; any other reason would stay.
        log = _tail(folder)
        if f"127.0.0.1 port {port}: Address already in use" not in log:
            raise RuntimeError(f"Postfix did not start:\n{started.stdout}\nThe mail log ends:\n{log}")
    else:
        raise RuntimeError("Postfix did not start: three ports that were free were taken by others")

    end = time.monotonic() + 15
    while True:
        try:
            # With a name of its own, smtplib does not ask for that of this machine.
            with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost", timeout=5):
                return MailSystem(port, folder)
        except (OSError, smtplib.SMTPException) as error:
            if time.monotonic() > end:
                raise RuntimeError(f"no greeting on port {port}: {error}\nThe mail log ends:\n{_tail(folder)}") from error
            time.sleep(0.05)


def _stop(program: str, folder: Path) -> None:
    """Returns when no process is left; RuntimeError where that took more than Postfix's own commands."""
    written = _pid_file(folder).read_text().strip() if _pid_file(folder).exists() else ""
    if not written:
        return
    session = int(written)
    # "abort" asks once and returns; "stop" asks, waits for whole seconds, and then uses force.
    for command in ("abort", "stop"):
        _postfix(program, folder, command)
        end = time.monotonic() + 10
        while _alive(session):
            if time.monotonic() > end:
                break
            time.sleep(0.02)
        else:
            return
    left = _alive(session)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    raise RuntimeError(f"Postfix did not stop, {len(left)} processes had to be killed\nThe mail log ends:\n{_tail(folder)}")


def _alive(session: int) -> list[int]:
    """The processes of a session, by their ids. The master begins one, and what it starts never leaves it.

    One that has ended but was not yet collected does not count: in a container there may be nobody to collect it.
    """
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # The name of the program, in brackets, may hold anything; after it: state, parent, group, session.
                state, _, _, its_session = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[:4]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(its_session) == session and state not in "ZX":
                found.append(int(entry.name))
    return found


def _postfix(program: str, folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    # In a session of its own, so that Ctrl-C reaches this program and not half of a start or a stop.
    return subprocess.run(
        [program, "-c", str(folder / "etc"), command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
        timeout=60,
        check=False,
    )


def _pid_file(folder: Path) -> Path:
    return folder / "queue" / "pid" / "master.pid"


def _mailbox(address: str) -> Path:
    local, _, domain = address.lower().rpartition("@")
    return Path(domain) / local.partition("+")[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _tail(folder: Path, lines: int = 30) -> str:
    log = folder / "mail.log"
    if not log.exists():
        return "(there is no log)"
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def main() -> None:
    users = [f"jane@{READERS}", f"omar@{READERS}", "operator@planwatch.example", "bounces@planwatch.example"]
    # Only noted: an end in the middle of a start or a stop would leave processes.
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    with tempfile.TemporaryDirectory(prefix="postfix-") as folder, mail_system(Path(folder), users) as system:
        print(f"SMTP on 127.0.0.1 port {system.port}, everything in {system.folder}, mail for {', '.join(users)}", flush=True)
        done.wait()
    print("stopped", flush=True)


if __name__ == "__main__":
    main()
