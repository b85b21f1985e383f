#!/usr/bin/python3
"""bulk-kills.py KEYTURN kills|disks COUNT

Ends `keyturn --bulk` at every moment of its life, and goes on with --resume; in half of the rounds a second process
goes on at the same time. `disks`: files can grow to so many bytes and no further, a little more in each round. A server
of Python's own library keeps what is true: who was given which password, and how often. At the end of each round
everybody was changed to one password, and the report and the file of passwords say just that.

Runs in a session with an open keyring (support/with-keyring.sh). KEYTURN_SEED: the same moments again.
"""

import csv
import email.parser
import email.policy
import http.server
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time

KEYTURN, MODE, COUNT = sys.argv[1], sys.argv[2], int(sys.argv[3])
PEOPLE = 12
SEED = int(os.environ.get("KEYTURN_SEED", random.randrange(1 << 30)))
chance = random.Random(SEED)
TOKEN = "x" * 40


class Truth(http.server.BaseHTTPRequestHandler):
    """Zoom, as far as a run needs it."""

    protocol_version = "HTTP/1.1"
    lock = threading.Lock()
    passwords = {}  # by user: all that it was changed to, in order
    users = []
    last_change = 0.0

    def log_message(self, *_):
        pass

    def answer(self, status, body=None):
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        if body is not None:
            self.send_header("Content-Type", "application/json;charset=UTF-8")
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.send_header("x-zm-trackingid", "v=2.0;clid=aw1;rid=WEB_0")
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/v2/users":
            self.answer(200, {"page_size": 300, "next_page_token": "", "total_records": len(self.users), "users": self.users})
        elif path == "/v2/users/me":
            self.answer(200, {"id": "me", "email": "me@x.example", "role_id": "0", "type": 2, "status": "active"})
        else:
            self.answer(400, {"code": 4711, "message": "Invalid access token, does not contain scopes:[x]."})

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
            b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n" + body)
        password = next(form.iter_parts()).get_payload(decode=True).decode()
        time.sleep(chance.uniform(0, 0.01))
        user = self.path.split("/")[3]
        with self.lock:
            known = Truth.passwords.setdefault(user, [])
            same = bool(known) and known[-1] == password
            if not same:
                known.append(password)
                Truth.last_change = time.monotonic()
        time.sleep(chance.uniform(0, 0.01))
        if same:
            self.answer(400, {"code": 300, "message": "The new password can not match the old password."})
        else:
            self.answer(204)


def fail(words):
    sys.exit(f"FAIL (seed {SEED}): {words}")


def command(folder, again):
    arguments = [KEYTURN, "--bulk", "list.csv", "--account", "Desk", "--yes",
                 "--report", "report.csv", "--passwords", "passwords.csv"]
    return arguments + ["--resume"] if again else arguments


def begin(folder, again, limit=None):
    def confine():
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    # SIGXFSZ stays ignored, as Python has it: to the program a limit is a full disk.
    return subprocess.Popen(command(folder, again), cwd=folder, stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=open(f"{folder}/err", "ab"), preexec_fn=confine,
                            restore_signals=False)


def said(folder):
    with open(f"{folder}/err", errors="replace") as text:
        return text.read()


def finish(process, folder, seconds=60):
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        fail(f"it never ended: {said(folder)}")


def end_somewhere(process, folder, length):
    """At any moment, or where a run ends; there as densely."""
    how = chance.randrange(3)
    if how == 0:
        time.sleep(chance.uniform(0, length))
    elif how == 1:  # around the last answer
        everybody = lambda: sum(1 for user in Truth.users if Truth.passwords.get(user["id"])) == PEOPLE
        while process.poll() is None and not everybody():
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.06))
    else:  # around the files, the journal's end and the key's
        while process.poll() is None and "worked off" not in said(folder):
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.05))
    if process.poll() is None:
        process.kill()
        process.wait()
        return True
    return False


def rows(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def compare(folder):
    for user in Truth.users:
        found = Truth.passwords.get(user["id"], [])
        if len(found) != 1:
            fail(f"{user['id']} was given {len(found)} passwords: {said(folder)}")
    report = rows(f"{folder}/report.csv")
    if sorted(row["person"] for row in report) != sorted(user["id"] for user in Truth.users):
        fail(f"the report names others: {report}")
    if any(row["outcome"] != "changed" for row in report):
        fail(f"not everybody is changed: {report}\n{said(folder)}")
    handed = {row["person"]: row["password"] for row in rows(f"{folder}/passwords.csv")}
    for user in Truth.users:
        if handed.get(user["id"]) != Truth.passwords[user["id"]][0]:
            fail(f"the file has another password for {user['id']}, or none: {said(folder)}")
    left = [name for name in os.listdir(folder) if name not in ("list.csv", "report.csv", "passwords.csv", "err")
            and not (name.startswith(".keyturn-") and name.endswith(".tmp"))]
    if left:
        fail(f"left behind: {left}")


def new_round(index):
    folder = tempfile.mkdtemp(prefix="round-")
    Truth.passwords = {}
    Truth.users = [{"id": f"User{index}-{i}-abcdefgh", "email": f"u{index}.{i}@x.example", "first_name": "U",
                    "last_name": str(i), "type": 2, "status": "active", "role_id": "2"} for i in range(PEOPLE)]
    with open(f"{folder}/list.csv", "w") as file:
        file.write("id\n" + "".join(user["id"] + "\n" for user in Truth.users))
    return folder


def go_on(folder, racing):
    """Until it says that the run has ended; a second process at the same time must not do anybody any harm."""
    for _ in range(5):
        first = begin(folder, True)
        second = None
        if racing:
            time.sleep(chance.uniform(0, 0.2))
            second = begin(folder, True)
        codes = [finish(process, folder) for process in (first, second) if process]
        if 0 in codes and set(codes) <= {0, 7}:
            return
        if any(code not in (0, 1, 7) for code in codes):
            fail(f"exit codes {codes}: {said(folder)}")
    fail(f"it does not come to an end: {said(folder)}")


def kills():
    killed = 0
    length = 1.0
    index = 0
    races = 0
    while killed < COUNT:
        index += 1
        folder = new_round(index)
        begun = time.monotonic()
        process = begin(folder, False)
        was_killed = end_somewhere(process, folder, length)
        if was_killed:
            killed += 1
        else:
            length = 0.9 * length + 0.1 * (time.monotonic() - begun)
        racing = chance.random() < 0.5
        races += racing
        go_on(folder, racing)
        compare(folder)
        clear(folder)
    print(f"{killed} kills in {index} runs, {races} races; seed {SEED}")


def disks():
    step = max(1, (256 * 1024) // COUNT)
    ends = {}
    for index, limit in enumerate(range(0, COUNT * step, step)):
        folder = new_round(index)
        code = finish(begin(folder, False, limit), folder)
        ends[code] = ends.get(code, 0) + 1
        if code not in (0, 2, 3, 4, 5, 6, 9):
            fail(f"exit code {code} at {limit} bytes: {said(folder)}")
        if code in (0, 9):
            compare(folder)
        go_on(folder, False)
        compare(folder)
        clear(folder)
    print(f"{COUNT} full disks, every {step} bytes; exit codes {ends}; seed {SEED}")


def clear(folder):
    for name in os.listdir(folder):
        os.remove(f"{folder}/{name}")
    os.rmdir(folder)


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Truth)
    server.handle_error = lambda *_: None  # whom it wanted to answer was killed
    threading.Thread(target=server.serve_forever, daemon=True).start()
    account = {"name": "Desk", "baseUrl": f"http://127.0.0.1:{server.server_port}/v2", "token": TOKEN,
               "plan": "business", "rateShare": 1}
    subprocess.run([KEYTURN, "--add-account", "-"], input=json.dumps(account).encode(), check=True,
                   stdout=subprocess.DEVNULL)
    os.chdir(tempfile.mkdtemp(prefix="keyturn-kills-", dir=os.environ["HOME"]))
    (kills if MODE == "kills" else disks)()


main()
