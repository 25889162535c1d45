"""What is wrong with a TOML file that somebody wrote, in plain words that name the place and the key."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

Loc = Sequence[int | str]


def where(loc: Loc) -> str:
    """`[pacing] per_second`, or `[[courses]] 2: seats`, as it stands in the file; entries count from 1."""
    match list(loc):
        case [str(table), int(number), *rest]:
            return ": ".join((f"[[{table}]] {number + 1}", *map(str, rest)))
        case [table, *rest] if rest:
            return f"[{table}] {'.'.join(map(str, rest))}"
        case _:
            return str(loc[0]) if loc else "the file"


def unknown(key: str, known: Iterable[str], *, section: bool = False) -> str:
    """What to say about a key that nobody knows."""
    names = list(known)
    near = get_close_matches(key, names, n=1, cutoff=0.5)
    kind = "section" if section else "key"
    return f"there is no such {kind}; " + (f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}")


def at_line(error: Exception, text: str) -> str:
    """The parser's own word with the line, also where it only says that the end came too early."""
    lines = text.splitlines() or [""]
    said = str(error).replace("at end of document", f"at line {len(lines)}, the end of the file")
    number = re.search(r"at line (\d+)", said)
    line = lines[min(int(number[1]), len(lines)) - 1] if number else ""
    if re.search(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\s*(#|$)", line):
        said += "; a time needs its seconds: 18:00:00"
    return said


def shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    try:
        text = f'"{value}"' if isinstance(value, str) else str(value)
    except ValueError:  # Python writes no number of more than some thousand digits
        return "a number of thousands of digits"
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57]}..."
