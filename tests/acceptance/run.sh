#!/usr/bin/env bash
# The product as its users have it, from the outside, with the programs that they use.
# Run by `make acceptance`, which puts .venv/bin on PATH. Installs what it needs: from Debian's packages, and into a
# temporary folder by pip and npm. Every part is run, whatever the others found. With PLANWATCH_SCREENSHOTS=FOLDER,
# pictures of the pages are kept there.
set -euo pipefail
PATH="$PATH:/usr/sbin"
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf 'acceptance: %s\n' "$*"; }
fail() { printf 'acceptance: FAILED: %s\n' "$*"; exit 1; }
quietly() { "$@" > "$work/install.log" 2>&1 || { tail -30 "$work/install.log"; fail "$*"; }; }

need() {
    for program in newsboat r2e notmuch postfix chromium swaks mutt spamassassin sfeed_update curl khal vdirsyncer java npm; do
        command -v "$program" > /dev/null || return 0
    done
    return 1
}
if need; then
    export DEBIAN_FRONTEND=noninteractive
    quietly apt-get update -qq
    # Postfix asks nothing and is not set up: the script starts one of its own, in a folder of its own.
    echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
    quietly apt-get install -y -qq --no-install-recommends \
        postfix chromium swaks mutt spamassassin sfeed curl khal vdirsyncer default-jre-headless
    quietly apt-get install -y -qq newsboat rss2email notmuch
    command -v npm > /dev/null || quietly apt-get install -y -qq --no-install-recommends npm
fi
tools="$work/tools"
quietly python -m venv "$tools"
# The library has feedparser in it and leaves out what that needs: sgmllib.
quietly "$tools/bin/pip" install --quiet --disable-pip-version-check reader sgmllib3k datasette
quietly npm install --prefix "$work/npm" --ignore-scripts --no-audit --no-fund vnu-jar
vnu=$(find "$work/npm" -name vnu.jar | head -1)
[ -n "$vnu" ] || fail "npm installed no vnu.jar"

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
state="$work/state/demo"

say "the Maildir: notmuch"
mkdir -p "$work/mail" && cp -r "$state/maildir" "$work/mail/"
printf '[database]\npath=%s\n[user]\nname=Reader\nprimary_email=reader@example.org\n[new]\ntags=new\n' "$work/mail" > "$work/notmuch"
NOTMUCH_CONFIG="$work/notmuch" notmuch new > "$work/notmuch.log" 2>&1
found=$(NOTMUCH_CONFIG="$work/notmuch" notmuch count '*')
[ "$found" -gt 50 ] || fail "notmuch found $found messages"
NOTMUCH_CONFIG="$work/notmuch" notmuch count 'subject:template' | grep -qv '^0$' || fail "notmuch found nothing about the template"
say "notmuch found $found messages"

failed=
part() {
    local name=$1
    shift
    python -m "tests.acceptance.$name" "$@" || failed="$failed $name"
}
part site --state "$state" ${PLANWATCH_SCREENSHOTS:+--shots "$PLANWATCH_SCREENSHOTS/demonstration"}
part html --state "$state" --vnu "$vnu"
part readers --state "$state" --tools "$tools"
part calendars --state "$state"
part database --state "$state" --tools "$tools"
part journey
[ -z "$failed" ] || fail "these parts:$failed"

say "passed"
