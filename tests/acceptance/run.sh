#!/usr/bin/env bash
# The product as its users have it, from the outside, with the programs that they use.
# Run by `make acceptance`, which puts .venv/bin on PATH. Installs what it needs from Debian's packages.
set -euo pipefail
PATH="$PATH:/usr/sbin"
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

need() {
    for program in newsboat r2e notmuch postfix chromium swaks mutt spamassassin; do
        command -v "$program" > /dev/null || return 0
    done
    return 1
}
if need; then
    apt-get update -qq
    # Postfix asks nothing and is not set up: the script starts one of its own, in a folder of its own.
    echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        postfix chromium swaks mutt spamassassin > "$work/apt.log"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq newsboat rss2email notmuch >> "$work/apt.log"
fi

say() { printf 'acceptance: %s\n' "$*"; }
fail() { printf 'acceptance: FAILED: %s\n' "$*"; exit 1; }

say "the configuration as shipped is valid"
planwatch validate

say "the demonstration, to the end"
planwatch --state "$work/state" demo --no-serve --json > "$work/summary.json"
python - "$work/summary.json" <<'PY'
import json, sys
summary = json.load(open(sys.argv[1]))
wanted = {"overdue", "date-revised", "date-removed", "evidence", "ruling", "silent-edit", "wording-changed", "page-withdrawn",
          "page-moved", "reannounced", "blind-spot", "page-updated", "due-soon"}
missing = wanted - set(summary["events"])
assert not missing, f"no event of {missing}"
assert summary["emails"] > 50 and len(summary["stories"]) == 5, summary
assert summary["seconds"] < 60, summary["seconds"]
PY
public="$work/state/demo/public"

say "feeds over HTTP: newsboat and rss2email"
(cd "$public" && exec python -m http.server 8766 --bind 127.0.0.1 > "$work/http.log" 2>&1) &
server=$!
for _ in $(seq 50); do python -c 'import socket; socket.create_connection(("127.0.0.1", 8766), 1)' 2> /dev/null && break; sleep 0.1; done
printf 'http://127.0.0.1:8766/feeds/all.rss\nhttp://127.0.0.1:8766/feeds/all.atom\n' > "$work/urls"
: > "$work/config"
HOME="$work" newsboat -u "$work/urls" -c "$work/cache.db" -C "$work/config" -x reload
unread=$(HOME="$work" newsboat -u "$work/urls" -c "$work/cache.db" -C "$work/config" -x print-unread | grep -o '[0-9]\+' | head -1)
[ "$unread" -ge 100 ] || fail "newsboat saw $unread articles"
HOME="$work" newsboat -u "$work/urls" -c "$work/cache.db" -C "$work/config" -x reload
again=$(HOME="$work" newsboat -u "$work/urls" -c "$work/cache.db" -C "$work/config" -x print-unread | grep -o '[0-9]\+' | head -1)
[ "$again" = "$unread" ] || fail "newsboat saw $again articles on the second look, $unread on the first"
say "newsboat read $unread articles, and no new one on a second look"

export XDG_CONFIG_HOME="$work/xdg" XDG_DATA_HOME="$work/xdg"
mkdir -p "$work/xdg" "$work/r2e"
r2e -c "$work/r2e.cfg" -d "$work/r2e.json" new reader@example.org
sed -i "s|^email-protocol.*|email-protocol = maildir|; s|^maildir-path.*|maildir-path = $work/r2e|; s|^maildir-mailbox.*|maildir-mailbox = inbox|" "$work/r2e.cfg"
r2e -c "$work/r2e.cfg" -d "$work/r2e.json" add planwatch http://127.0.0.1:8766/feeds/all.atom
mkdir -p "$work/r2e/inbox/new" "$work/r2e/inbox/cur" "$work/r2e/inbox/tmp"
r2e -c "$work/r2e.cfg" -d "$work/r2e.json" run 2> "$work/r2e.log" || { cat "$work/r2e.log"; fail "rss2email"; }
first=$(find "$work/r2e" -type f | wc -l)
r2e -c "$work/r2e.cfg" -d "$work/r2e.json" run 2> "$work/r2e.log" || fail "rss2email, second run"
second=$(find "$work/r2e" -type f | wc -l)
[ "$first" -ge 50 ] && [ "$first" = "$second" ] || fail "rss2email made $first mails, then $second"
say "rss2email made $first mails, and none on a second run"

say "the Maildir: notmuch"
mkdir -p "$work/mail" && cp -r "$work/state/demo/maildir" "$work/mail/"
printf '[database]\npath=%s\n[user]\nname=Reader\nprimary_email=reader@example.org\n[new]\ntags=new\n' "$work/mail" > "$work/notmuch"
NOTMUCH_CONFIG="$work/notmuch" notmuch new > "$work/notmuch.log" 2>&1
found=$(NOTMUCH_CONFIG="$work/notmuch" notmuch count '*')
[ "$found" -gt 50 ] || fail "notmuch found $found messages"
NOTMUCH_CONFIG="$work/notmuch" notmuch count 'subject:template' | grep -qv '^0$' || fail "notmuch found nothing about the template"
say "notmuch found $found messages"

python -m tests.acceptance.journey

say "passed"
