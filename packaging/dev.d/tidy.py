"""Runs clang-tidy-19 over app/ and ui/, on every core, and remembers which files were clean. The tests are
left out: they are run, and under sanitizers, which finds more and takes less time.

    tidy.py BUILD_DIR [--analyze]

With --analyze the static analyzer looks as well, which takes up to two and a half times as long: for
packaging/dev test --long.

A source is checked again when it, a header of ours that it includes, its compile command, .clang-tidy or
clang-tidy itself has changed. What was clean is kept in BUILD_DIR/tidy, one empty file a source, named by a
digest of all that.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

TIDY = "clang-tidy-19"
WITHOUT_ANALYZER = "--checks=-clang-analyzer-*"


def own_dependencies(build, source_dir):
    """For each object file the files of ours that it was built from, as Ninja recorded them."""
    text = subprocess.run(["ninja", "-C", build, "-t", "deps"], check=True, capture_output=True, text=True).stdout
    dependencies = {}
    current = []
    for line in text.splitlines():
        if line.startswith("    "):
            path = os.path.normpath(os.path.join(build, line.strip()))
            if path.startswith(source_dir + os.sep):
                current.append(path)
        elif ": #deps" in line:
            current = dependencies.setdefault(line.split(": #deps")[0], [])
    return dependencies


def without_precompiled_header(arguments):
    """clang cannot read g++'s precompiled headers; and without them a missing #include shows."""
    kept = []
    skip = False
    for index, argument in enumerate(arguments):
        if skip:
            skip = False
        elif argument == "-include" and arguments[index + 1].endswith("cmake_pch.hxx"):
            skip = True
        elif argument != "-Winvalid-pch":
            kept.append(argument)
    return kept


def object_of(command):
    return command["arguments"][command["arguments"].index("-o") + 1]


def digest(command, dependencies, common):
    result = hashlib.sha256(common)
    result.update(json.dumps(command["arguments"]).encode())
    for path in sorted(set(dependencies) | {command["file"]}):
        # Generated and gone since: then Ninja's record is stale, and the source is checked again.
        content = pathlib.Path(path).read_bytes() if os.path.exists(path) else b"gone"
        result.update(path.encode() + b"\0" + hashlib.sha256(content).digest())
    return result.hexdigest()


def check(database, analyze, path):
    # The compile commands are g++'s: clang does not know each of its warnings. libstdc++ 12 sorts with what it has
    # marked deprecated itself; what is deprecated in our own calls, g++ says.
    command = [TIDY, "--quiet", "-p", database, "--extra-arg=-Wno-unknown-warning-option",
               "--extra-arg=-Wno-deprecated-declarations", path]
    if not analyze:
        command.insert(1, WITHOUT_ANALYZER)
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def main():
    build = os.path.realpath(sys.argv[1])
    analyze = "--analyze" in sys.argv[2:]
    source_dir = os.getcwd()
    cache = pathlib.Path(build, "tidy")
    cache.mkdir(exist_ok=True)

    version = subprocess.run([TIDY, "--version"], check=True, capture_output=True).stdout
    common = version + pathlib.Path(".clang-tidy").read_bytes() + (b"analyzed" if analyze else b"")
    dependencies = own_dependencies(build, source_dir)

    checked = tuple(os.path.join(source_dir, room) + os.sep for room in ("app", "ui"))
    commands = []
    for command in json.loads(pathlib.Path(build, "compile_commands.json").read_text()):
        if not command["file"].startswith(checked):
            continue  # a test, or made by moc, rcc or CMake
        command["arguments"] = without_precompiled_header(shlex.split(command.pop("command")))
        commands.append(command)
    (cache / "compile_commands.json").write_text(json.dumps(commands))

    digests = {}
    for command in commands:
        digests[command["file"]] = digest(command, dependencies.get(object_of(command), []), common)
    wanted = sorted(path for path, name in digests.items() if not (cache / name).exists())
    print(f"    {len(digests) - len(wanted)} sources unchanged, {len(wanted)} to check", flush=True)

    failed = False
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {pool.submit(check, cache, analyze, path): path for path in wanted}
        for future in concurrent.futures.as_completed(running):
            path, result = running[future], future.result()
            if result.returncode == 0:
                (cache / digests[path]).touch()
            else:
                failed = True
                # Its stderr counts the warnings in Qt's headers; only a crash has nothing on stdout.
                print(result.stdout or result.stderr, flush=True)
    keep = set(digests.values()) | {"compile_commands.json"}
    for entry in cache.iterdir():
        if entry.name not in keep:
            entry.unlink()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
