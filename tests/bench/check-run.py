#!/usr/bin/python3
"""check-run.py BUILD: that tests/bench/run answers in its format, for each figure, from one run each.

What the values are is nobody's business here: a test that judges times fails on a busy machine.
"""
import json
import math
import pathlib
import subprocess
import sys

RUN = pathlib.Path(__file__).with_name("run")


def run(*arguments):
    return subprocess.run([RUN, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def check(holds, what, answer):
    if not holds:
        sys.exit(f"{what}\n--- standard output\n{answer.stdout}--- standard error\n{answer.stderr}")


names = run("--list").stdout.split()
answer = run("--build", sys.argv[1], "--runs", "1", "--users", "5000")
check(names and answer.returncode == 0, f"the runner failed with {answer.returncode}", answer)
figures = [json.loads(line) for line in answer.stdout.splitlines()]
check([figure["name"] for figure in figures] == names, f"not a line for each of {names}", answer)
for figure in figures:
    check(
        list(figure) == ["name", "value", "unit", "target", "against"],
        f"{figure['name']} has other fields",
        answer,
    )
    check(
        math.isfinite(figure["value"]) and figure["value"] >= 0 and figure["target"] > 0,
        f"{figure['name']} is no measure",
        answer,
    )
    check(figure["unit"] and figure["against"], f"{figure['name']} does not say what it is", answer)

answer = run("--build", sys.argv[1], "no_such_figure")
check(answer.returncode == 2 and not answer.stdout, "a figure that does not exist was taken", answer)
check("no_such_figure" in answer.stderr, "the name that does not exist is not told", answer)
check(all(name in answer.stderr for name in names), "the names that exist are not told", answer)
