"""Makes small mistakes in Lua scripts, one at a time and all of them: what a test that is worth its name must notice.

It knows as much of Lua as the scripts use: calls, assignments, conditions, numbers. Whether a mutant compiles, the server tells.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<skip>--[^\n]*|\s+)"
    r"|(?P<string>'(?:\\.|[^'\\])*')"
    r"|(?P<number>\d+)"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>\.\.\.|\.\.|==|~=|<=|>=|[-+*/%#<>=(){}\[\],.:;])"
)

# What a call or an assignment that follows is a part of; after anything else it is a statement of its own.
_SIGNS = ["=", "(", ",", "{", "[", "==", "~=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "..", ".", ":", "#"]
_WORDS = ["and", "or", "not", "return", "in", "if", "elseif", "while", "until", "function", "local", "for"]
_WITHIN = frozenset([*_SIGNS, *_WORDS])
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")

_SWAPS = {
    "==": "~=",
    "~=": "==",
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "+": "-",
    "*": "/",
    "/": "*",
    "and": "or",
    "or": "and",
    "not": "",
    "max": "min",
    "min": "max",
    "ceil": "floor",
    "floor": "ceil",
    "'RPUSH'": "'LPUSH'",
    "'running'": "'queued'",
    "'queued'": "'running'",
}

_OPTIONS = re.compile(r", '(?:NX|XX|KEEPTTL)'|, '(?:EX|PX)', [\w.]+")


@dataclass(frozen=True)
class Mutant:
    """One mistake: the line of the script in which it is, as it was, what was done there, and the script with it."""

    line: str
    mistake: str
    script: str

    @property
    def name(self) -> str:
        """One line that names it, the same for as long as the line of the script is."""
        return f"{self.line} | {self.mistake}"


@dataclass(frozen=True)
class _Token:
    text: str
    kind: str
    start: int
    end: int


def mutants_of(script: str) -> list[Mutant]:
    """Every mutant of the script, in the order of its text; of several with one name, the later ones are numbered."""
    tokens = [
        _Token(found[0], found.lastgroup or "", found.start(), found.end())
        for found in _TOKEN.finditer(script)
        if found.lastgroup != "skip"
    ]
    made: list[Mutant] = []
    names: dict[str, int] = {}
    for start, end, new, mistake in sorted(_edits(script, tokens)):
        begin = script.rfind("\n", 0, start) + 1
        line = re.sub(r"\s*--.*", "", script[begin : (script + "\n").index("\n", start)]).strip()
        again = names[line + mistake] = names.get(line + mistake, 0) + 1
        changed = script[:start] + new + script[end:]
        made.append(Mutant(line, mistake if again == 1 else f"{mistake} ({again})", changed))
    return made


def _edits(script: str, tokens: list[_Token]) -> Iterator[tuple[int, int, str, str]]:
    """Where, until where, what instead, and how it is called."""
    for found in _OPTIONS.finditer(script):
        yield found.start(), found.end(), "", f"without {found[0][2:]}"
    for at, token in enumerate(tokens):
        before = tokens[at - 1].text if at else ""
        if token.kind == "name" and before not in _WITHIN and (end := _statement(script, tokens, at)):
            words = " ".join(script[token.start : end].split())
            yield token.start, end, "", f"without {words if len(words) <= 70 else words[:69] + '…'}"
        if token.text in {"if", "elseif"}:
            then = next(i for i in range(at, len(tokens)) if tokens[i].text == "then")
            start, end = tokens[at + 1].start, tokens[then].start
            for value in ("true", "false"):
                yield start, end, f"{value} ", f"{token.text} {value}"
        if token.kind == "number" and token.text != "2":  # 1 of `[1]` too: another key, another argument
            # One more of a large number nobody would notice, and need not.
            new = int(token.text) + 1 if int(token.text) < 10 else int(token.text) * 2
            yield token.start, token.end, str(new), f"{token.text} is {new}"
        if token.text == "1" and before != "[":
            yield token.start, token.end, "0", "1 is 0"
        if token.text in _SWAPS or (token.text == "-" and before not in _WITHIN):
            new = _SWAPS.get(token.text, "+")
            yield token.start, token.end, new, f"{token.text} is {new or 'gone'}"


def _statement(script: str, tokens: list[_Token], at: int) -> int | None:
    """Where the call or the assignment that begins at this token ends; None when it is neither."""
    next_one = at + 1
    while next_one + 1 < len(tokens) and tokens[next_one].text in {".", ",", "["}:
        if tokens[next_one].text == "[":
            next_one = _closed(tokens, next_one) + 1
        else:
            next_one += 2
    if next_one >= len(tokens):
        return None
    if tokens[next_one].text == "(":
        return tokens[_closed(tokens, next_one)].end
    if tokens[next_one].text != "=":
        return None
    depth = 0
    for i in range(next_one + 1, len(tokens)):
        token = tokens[i]
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        is_new_line = "\n" in script[tokens[i - 1].end : token.start]
        if depth == 0 and i > next_one + 1 and (is_new_line or token.text in {"end", "else", "elseif"}):
            return tokens[i - 1].end
    return tokens[-1].end


def _closed(tokens: list[_Token], at: int) -> int:
    depth = 0
    for i in range(at, len(tokens)):
        depth += (tokens[i].text in _OPENING) - (tokens[i].text in _CLOSING)
        if depth == 0:
            return i
    return len(tokens) - 1
