"""What the kernel lets others see of a process."""

import os
import resource
import signal
import subprocess
import sys

from driver.program import scratch

CAP_SETPCAP = 8


def allow_cores():
    """For Program(before=…): all that a desktop could do to get a core dump."""
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def core_pattern():
    with open("/proc/sys/kernel/core_pattern", encoding="ascii") as file:
        return file.read().strip()


def cores_work_here():
    """Whether this machine dumps the core of a process that does nothing against it. Not tried where the dump
    would not come into our own folder."""
    if core_pattern()[:1] in ("|", "/"):
        return False
    crash = subprocess.Popen([sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"],
                             cwd=scratch("control"), preexec_fn=allow_cores)
    _, status = os.waitpid(crash.pid, 0)
    crash.returncode = -signal.SIGSEGV
    return os.WCOREDUMP(status)


def children(pid):
    """The processes whose parent it is, those excepted that have ended and wait to be noticed."""
    found = []
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{int(name)}/stat", encoding="utf-8", errors="replace") as file:
                state, parent = file.read().rpartition(")")[2].split()[:2]
        except (ValueError, FileNotFoundError, ProcessLookupError):
            continue  # no process, or none any more
        if int(parent) == pid and state != "Z":
            found.append(int(name))
    return found


def is_alive(pid):
    """Neither gone nor waiting for whoever adopted it to notice that it has ended."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def words(pid, name):
    """Of "cmdline" or "environ"."""
    with open(f"/proc/{pid}/{name}", "rb") as file:
        return file.read().split(b"\0")[:-1]


def core_limits(pid):
    """Soft and hard."""
    with open(f"/proc/{pid}/limits", encoding="ascii") as file:
        line = next(line for line in file if line.startswith("Max core file size"))
    return line.split()[4:6]


def _has(field, capability):
    with open("/proc/self/status", encoding="ascii") as file:
        line = next(line for line in file if line.startswith(field))
    return bool(int(line.split()[1], 16) >> capability & 1)


def ordinary_user():
    """A command that runs another without root's powers, which would say nothing about what the program lets its
    own user do. None where root cannot give them up."""
    if os.geteuid() != 0:
        return []
    with open("/proc/self/status", encoding="ascii") as file:
        effective = next(line for line in file if line.startswith("CapEff"))
    if not int(effective.split()[1], 16) >> CAP_SETPCAP & 1:
        return None
    return ["setpriv", "--bounding-set=-all"]


def openable(pid, prefix):
    """Which of the files that show a process's memory another process of the same user may open."""
    script = ("import os, sys\n"
              "for name in ('mem', 'maps', 'environ'):\n"
              "    try:\n"
              "        os.read(os.open(f'/proc/{sys.argv[1]}/{name}', os.O_RDONLY), 0 if name == 'mem' else 1)\n"
              "        print(name)\n"
              "    except PermissionError:\n"
              "        pass\n")
    done = subprocess.run([*prefix, sys.executable, "-c", script, str(pid)], capture_output=True, check=True,
                          timeout=20)
    return set(done.stdout.decode().split())
