#!/bin/sh
# bulk.sh KEYTURN PRACTICE-SERVER
#
# Drives `keyturn --bulk` from outside, with no display: with the practice account of its own, and with an account
# in an open keyring (support/with-keyring.sh).
set -eu

keyturn=$1
server=$2
scratch=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || :; rm -rf "$scratch"' EXIT
cd "$scratch"

fail() {
    printf 'FAIL: %s\nstderr: %s\n' "$*" "$(cat err)" >&2
    exit 1
}
# bulk EXIT-CODE ARGUMENT…
bulk() {
    wanted=$1
    shift
    code=0
    "$keyturn" --bulk "$@" >out 2>err </dev/null || code=$?
    [ "$code" = "$wanted" ] || fail "exit code $code and not $wanted: $*"
    [ ! -s out ] || fail "output on stdout"
}
# The run in the background has had somebody's outcome.
await_progress() {
    tries=200
    until grep -q '^[1-9][0-9]* of ' err; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || fail "no progress"
        sleep 0.1
    done
}

bulk 2 nowhere.csv --practice --yes
bulk 2 nowhere.csv --practice
bulk 2 nowhere.csv --yes
bulk 2 nowhere.csv --account Nobody --dry-run --yes
printf 'email,password\nworks@practice.example,Secret-1\nyou@practice.example,Secret-2\nx,Secret-3\n' >people.csv
bulk 2 people.csv --account Nobody --yes
grep -q 'no account "Nobody"' err || fail "the account is not named"
bulk 1 people.csv --practice --dry-run --report dry.csv
grep -q '^2,works@practice.example,.*,ready,would-change,' dry.csv || fail "$(cat dry.csv)"
grep -q '^3,you@practice.example,.*,yourself,excluded,' dry.csv || fail "$(cat dry.csv)"
grep -q '^4,x,,,bad-line,excluded,' dry.csv || fail "$(cat dry.csv)"
! grep -q 'Secret-' dry.csv err || fail "a password is in the report"
printf 'email\nworks@practice.example\n' >one.csv
bulk 0 one.csv --practice --yes --report done.csv --passwords passwords.csv
grep -q ',ready,changed,204,' done.csv || fail "$(cat done.csv)"
[ "$(stat -c %a passwords.csv)" = 600 ] || fail "others may read the passwords"
password=$(sed -n 's/.*,changed,//p' passwords.csv | tr -d '\r')
[ "${#password}" -ge 8 ] || fail "no password: $(cat passwords.csv)"
! grep -qF "$password" done.csv err || fail "a password is in the report"

# A list that never comes does not make it deaf.
mkfifo list
"$keyturn" --bulk list --practice --yes 2>err &
run=$!
sleep 1
kill -INT "$run"
( sleep 20; kill -KILL "$run" 2>/dev/null ) &
code=0
wait "$run" || code=$?
[ "$code" = 4 ] || fail "exit code $code while it waited for its list"

# A profile, a server that stays, and Ctrl+C.
"$server" --port 0 --users 3000 >greeting 2>/dev/null &
pid=$!
until [ "$(wc -l <greeting)" = 2 ]; do sleep 0.05; done
base=$(sed -n 's/^Base URL: //p' greeting)
token=$(sed -n 's/^Access token: //p' greeting)
printf '{"name":"Desk","baseUrl":"%s","token":"%s","plan":"business","rateShare":0.5}' "$base" "$token" |
    "$keyturn" --add-account - >out 2>err || fail "no account"
curl -s -H "Authorization: Bearer $token" "$base/users?status=active&page_size=300" >users.json
/usr/bin/python3 - <<'PY' >many.csv
import json
print("id")
users = json.load(open("users.json"))["users"]
people = [u["id"] for u in users if u.get("role_id") == "2" and not u.get("dept", "").startswith("Practice:")]
print("\n".join(people[:120]))
PY
rm -f out
bulk 2 many.csv --account desk --yes --report first.csv
grep -q 'nobody would know' err || fail "new passwords were made that nobody knows"
rm -f out
"$keyturn" --bulk many.csv --account desk --yes --report first.csv --passwords first-passwords.csv 2>err &
run=$!
await_progress
kill -INT "$run"
code=0
wait "$run" || code=$?
[ "$code" = 4 ] || fail "exit code $code after Ctrl+C"
grep -q ',waiting,' first.csv || fail "nobody was left"
first=$(grep -c ',changed,204,' first.csv)
[ "$first" -gt 0 ] || fail "nobody was changed"
keys() { secret-tool search --all server Keyturn 2>&1 | grep -c 'Keyturn/bulk-run/' || true; }
[ "$(keys)" -gt 0 ] || fail "the run that is to go on has no key"
# The same people with other passwords: that does not begin, and nothing is told of anybody.
{ echo id,password; sed 1d many.csv | awk '{ print $0 ",Other-Secret-" NR "x" }'; } >other.csv
bulk 2 other.csv --account Desk --yes --resume --report third.csv --passwords third-passwords.csv
[ ! -e third.csv ] || fail "a report of a run that did not begin"
[ ! -e third-passwords.csv ] || fail "passwords of a run that did not begin"
# Nothing is written over what is read, nor twice.
cp many.csv kept.csv
bulk 2 many.csv --account Desk --yes --report many.csv
bulk 2 many.csv --account Desk --yes --report same.csv --passwords "$PWD/same.csv"
grep -q 'named twice' err || fail "the same file twice"
cmp -s many.csv kept.csv || fail "the list was written over"
code=0
"$keyturn" --bulk many.csv --account Desk --yes --resume --report second.csv --passwords second-passwords.csv \
    2>err || code=$?
[ "$code" = 0 ] || [ "$code" = 1 ] || fail "exit code $code when it goes on"
grep -q 'unfinished run' err || fail "it began anew"
! grep -q ',waiting,' second.csv || fail "somebody was left"
# Those who were changed before the break have the time of it.
grep ',changed,204,' first.csv | while IFS= read -r line; do
    grep -qxF "$line" second.csv || fail "told otherwise the second time: $line"
done
[ "$(keys)" = 0 ] || fail "the key of a run that has ended is still there"
ended=$code

# The same once more sends nothing, and says the same.
cp second.csv kept.csv
cp second-passwords.csv kept-passwords.csv
bulk "$ended" many.csv --account Desk --yes --resume --report second.csv --passwords second-passwords.csv
grep -q 'has ended' err || fail "it does not say that the run has ended"
cmp -s second.csv kept.csv || fail "another report"
cmp -s second-passwords.csv kept-passwords.csv || fail "other passwords"
sort -r many.csv | grep -v '^id$' | { echo id; cat; } >sorted.csv
bulk "$ended" sorted.csv --account Desk --yes --resume --report sorted-report.csv --passwords sorted-passwords.csv
grep -q 'has ended' err || fail "a list in another order is another list"
[ ! -e sorted-passwords.csv ] || fail "passwords that cannot be known any more"
# With somebody more, whom the run did not have: not guessed at.
/usr/bin/python3 - many.csv <<'PY' >more.csv
import json, sys
known = open(sys.argv[1]).read().split()[1:]
users = json.load(open("users.json"))["users"]
new = [u["id"] for u in users if u["id"] not in known and u.get("role_id") == "2"
       and not u.get("dept", "").startswith("Practice:")][:3]
print("\n".join(["id"] + known + new))
PY
bulk 8 more.csv --account Desk --yes --resume --passwords more-passwords.csv
grep -q 'Changed before' err || fail "it does not say who was changed before"
[ ! -e more-passwords.csv ] || fail "it sent"
# What is there is not written over.
bulk 2 many.csv --account Desk --yes --report second.csv --passwords none.csv
grep -q 'is there already' err || fail "a report is written over"
bulk 2 many.csv --account Desk --yes --passwords second-passwords.csv
cmp -s second-passwords.csv kept-passwords.csv || fail "passwords are written over"
mkdir folder
mkfifo pipe
for target in folder pipe /dev/null nowhere/passwords.csv; do
    bulk 2 one.csv --practice --yes --overwrite --passwords "$target"
    grep -q 'Nothing was sent' err || fail "$target: $(cat err)"
done

# A run that is cut off, and what may come after it.
sed -n '1p;2,61p' more.csv >some.csv
"$keyturn" --bulk some.csv --account Desk --yes --passwords some-passwords.csv 2>err &
run=$!
await_progress
grep -q 'Changed before' err || fail "it does not say who was changed before"
# Meanwhile nobody else has a run of this account.
kill -STOP "$run"
code=0
"$keyturn" --bulk more.csv --account Desk --yes --passwords none.csv 2>err2 || code=$?
[ "$code" = 7 ] || fail "a second run beside the first: $code $(cat err2)"
grep -q "process $run " err2 || fail "it does not say who: $(cat err2)"
kill -KILL "$run"
wait "$run" || :
{ echo id; sed 1d some.csv | sort -r | head -50; } >less.csv
bulk 8 less.csv --account Desk --yes --passwords less-passwords.csv
grep -q -- '--resume.*--discard' err || fail "it does not say what to do"
[ ! -e less-passwords.csv ] || fail "it sent"
echo 'something of mine' >mine.csv
bulk 2 less.csv --account Desk --yes --resume --passwords mine.csv
[ "$(cat mine.csv)" = 'something of mine' ] || fail "a file was written over"
code=0
"$keyturn" --bulk less.csv --account Desk --yes --resume --report less-report.csv --passwords less-passwords.csv \
    2>err || code=$?
[ "$code" = 1 ] || fail "exit code $code with people left out"
grep -q 'not in the list any more' err || fail "it does not say what differs"
! grep -q ',waiting,' less-report.csv || fail "somebody waits"

# Given up: the key goes, and who was changed stays known.
{ echo id; sed -n '62,111p' more.csv; } >rest.csv
"$keyturn" --bulk rest.csv --account Desk --yes --passwords rest-passwords.csv 2>err &
run=$!
await_progress
kill -HUP "$run"
code=0
wait "$run" || code=$?
[ "$code" = 4 ] || fail "exit code $code after the terminal was closed"
[ -s rest-passwords.csv ] || fail "its passwords were not written"
before=$(keys)
[ "$before" -gt 0 ] || fail "no key to go on with"
bulk 0 rest.csv --account Desk --discard
grep -q '^Discarded' err || fail "nothing was discarded"
[ "$(keys)" = $((before - 1)) ] || fail "the key of a run that was given up is still there"
bulk 0 rest.csv --account Desk --discard
code=0
"$keyturn" --bulk rest.csv --account Desk --yes --json --passwords again.csv >out 2>err || code=$?
[ "$code" -le 1 ] || fail "exit code $code after --discard"
grep -q 'Changed before' err || fail "who was changed by the run that was given up is forgotten"
[ "$(wc -l <out)" = 50 ] || fail "$(wc -l <out) lines of JSON"
/usr/bin/python3 - out <<'PY'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
assert sorted(row["line"] for row in rows) == list(range(2, 52)), rows
assert all(row["outcome"] in ("changed", "refused", "unknown") for row in rows), rows
PY
password=$(sed -n '2s/.*,changed,\([^,]*\),.*/\1/p' again.csv)
[ "${#password}" -ge 8 ] || fail "no password in $(cat again.csv)"
! find "$HOME" -path '*bulk*' -type f -exec grep -laF "$password" {} + | grep -q . || fail "a password is in a journal"

# A journal that cannot be looked into stops everything, until somebody says that it may.
journal=$(find "$HOME" -path '*bulk*' -name '*.sqlite' | head -n 1)
[ -n "$journal" ] || fail "no run is remembered"
cp "$journal" whole.sqlite
echo 'no database' >"$journal"
bulk 5 rest.csv --account Desk --yes --passwords none.csv
bulk 5 rest.csv --account Desk --yes --resume --passwords none.csv
grep -qF "$journal" err || fail "the journal is not named"
[ ! -e none.csv ] || fail "it sent"
# One that lists, but holds what no run has written.
cp whole.sqlite "$journal"
/usr/bin/python3 - "$journal" <<'PY'
import sqlite3, sys
journal = sqlite3.connect(sys.argv[1])
journal.execute("UPDATE people SET state=77 WHERE n=0")
journal.execute("UPDATE run SET finished=0")
journal.commit()
PY
bulk 5 rest.csv --account Desk --yes --resume --report none.csv --passwords none-passwords.csv
! ls none.csv none-passwords.csv >/dev/null 2>&1 || fail "files of a run that did not begin"
bulk 0 rest.csv --account Desk --discard
bulk 0 rest.csv --account Desk --discard
! find "$HOME" -name '*.sqlite' -perm /077 | grep -q . || fail "others may read the journal"
