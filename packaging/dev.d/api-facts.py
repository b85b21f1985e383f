"""api-facts.py [FOLDER]: holds the sources against app/zoom/README.md, the table of what Zoom's API does.

Fails where
- a text for people says what Zoom does, and no comment beside it names the row that it rests on: `// [PUT-204]`;
- a comment, or a line of tests/wire/zoo.tsv, names a row that is not there, or two rows have one name;
- a text says "everywhere" of a sign-out, which Zoom promises nowhere ([END-token]).

A text says what Zoom does when "Zoom" is followed by a word that begins with a small letter and makes no name or
place of it ("Zoom account", "to Zoom with it"), or when the text tells that somebody is, or may be, signed out of something. The comment stands
at most twelve lines above the text, with no empty line between, or at the end of one of the text's own lines.
"""
import pathlib
import re
import sys

ROWS = re.compile(r"^\| (\[[^\]]+\]) \|", re.M)
ANCHOR = re.compile(r"\[[A-Z]{2,}(?:-[A-Za-z0-9]+)+\]")
COMMENT = re.compile(r"//.*$")
CALL = re.compile(r"\b(?:tr|translate|QT_TRANSLATE_NOOP3?|QT_TR_NOOP)\s*\(")
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
NAMES = "account|accounts|code|for|just|password|passwords|plan|there|through|user|users|web|with"
DOES = re.compile(rf"\bZoom (?!(?:{NAMES})\b)[a-z]|\bsign(?:s|ed)? (?:\w+ ){{0,2}}out of\b|\bsigned out\b")
EVERYWHERE = re.compile(r"sign.*\bout\b.*everywhere|everywhere.*signed out", re.I | re.S)
LINES_ABOVE = 12


def texts(source):
    """Each text for people: where its call begins and ends, and what it says."""
    for call in CALL.finditer(source):
        if COMMENT.search(source[source.rfind("\n", 0, call.start()) + 1 : call.start()]):
            continue
        position, depth, said = call.end(), 1, []
        while depth and position < len(source):
            literal = LITERAL.match(source, position)
            if literal:
                said.append(literal.group(1))
                position = literal.end()
                continue
            depth += {"(": 1, ")": -1}.get(source[position], 0)
            position += 1
        if source[call.start() :].startswith(("translate", "QT_TRANSLATE_NOOP")):
            said = said[1:]  # the first is the context
        yield call.start(), position, "".join(said)


def anchors_in_comments(lines):
    return {anchor for line in lines for part in COMMENT.findall(line) for anchor in ANCHOR.findall(part)}


def anchors_beside(lines, first, last):
    """Those of the text's own lines, and of the block of lines above it."""
    above = first
    while above > 0 and first - above < LINES_ABOVE and lines[above - 1].strip():
        above -= 1
    return anchors_in_comments(lines[above : last + 1])


def problems_of(path, rows):
    source = path.read_text(encoding="utf-8")
    lines = source.split("\n")
    for number, line in enumerate(lines, 1):
        for anchor in sorted(anchors_in_comments([line]) - rows):
            yield f"{path}:{number}: there is no row {anchor} in app/zoom/README.md"
    for begin, end, said in texts(source):
        first, last = source.count("\n", 0, begin), source.count("\n", 0, end)
        if EVERYWHERE.search(said):
            yield f'{path}:{first + 1}: no sign-out is promised everywhere: "{said}"'
        if DOES.search(said) and not anchors_beside(lines, first, last):
            yield f'{path}:{first + 1}: which row of app/zoom/README.md says so? "{said}"'


def problems_in(folder):
    names = ROWS.findall((folder / "app/zoom/README.md").read_text(encoding="utf-8"))
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"app/zoom/README.md: two rows are {name}"
    for name in names:
        if not ANCHOR.fullmatch(name):
            yield f"app/zoom/README.md: {name} is not the name of a row"
    rows = set(names)
    for room in ("app", "ui"):
        for path in sorted((folder / room).rglob("*")):
            if path.suffix in (".cpp", ".h", ".mm"):
                yield from problems_of(path, rows)
    zoo = folder / "tests/wire/zoo.tsv"
    if zoo.exists():
        for number, line in enumerate(zoo.read_text(encoding="utf-8").split("\n")[1:], 2):
            cited = line.split("\t")[1:2]
            if cited and not ANCHOR.search(cited[0]):
                yield f"{zoo}:{number}: names no row"
            for anchor in ANCHOR.findall(cited[0] if cited else ""):
                if anchor not in rows:
                    yield f"{zoo}:{number}: there is no row {anchor} in app/zoom/README.md"


def main():
    found = list(problems_in(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
