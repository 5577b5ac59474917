"""Markdown into Slack's mrkdwn, as a pure function. What may be shown at all is `safety.py`'s matter.

The rules of mrkdwn: docs.slack.dev/messaging/formatting-message-text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from bot.slack.markdown import Node, lines_of, plain, table_of, tree
from bot.slack.safety import neutralise

_BULLETS = ("•", "◦", "▪")
_INDENT = "    "
_RULE = "———"
_TASK = re.compile(r"\[(?P<mark>[ xX])\](?=\s|$)")
_STRAY_FENCE = re.compile("`{3,}")
_MARKS = {"strong": "*", "em": "_", "s": "~"}

BOUNDARY = "\u200b"
"""ZERO WIDTH SPACE: Slack sees an emphasis only at the edge of a word, so one inside a word or beside a CJK letter needs this."""


@dataclass(frozen=True)
class _Line:
    text: str
    code: bool = False
    """Stands in a fence, or is its mark: at the very beginning of its line, whatever it is part of."""


def to_mrkdwn(markdown: str) -> str:
    """Markdown as Slack's mrkdwn, with `&`, `<` and `>` escaped. Only http and https addresses become links."""
    root = tree(markdown)
    if root is None:
        lines = escape(markdown).split("\n")
        # All of it as code where some is: outside of a fence its words may not be safe.
        return "\n".join(code_block(lines) if _STRAY_FENCE.search(markdown) else lines)
    return "\n".join(line.text for line in _Writer(lines_of(markdown)).blocks(root.children))


def unescape(text: str) -> str:
    """Undoes Slack's only three escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escape(text: str) -> str:
    """Slack's only three escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def literal(text: str) -> str:
    """One line of plain words as mrkdwn: what would be a mark in Markdown belongs to a name, as in `__init__.py`."""
    return _without_fences(escape(text))


def said_plainly(text: str) -> str:
    """One line of anybody's plain words as mrkdwn, safe to be shown: it pings nobody, and nothing in it is a mark or a link."""
    # Before it is made safe: what would be code is spared then, and is none here.
    return literal(neutralise(_without_fences(text), links=frozenset()))


def code_block(lines: list[str]) -> list[str]:
    """Lines as a fenced block that nothing in them can end."""
    return ["```", *(_without_fences(line) for line in lines), "```"]


def _without_fences(text: str) -> str:
    return _STRAY_FENCE.sub("'''", text)  # Slack opens and closes a fence in the middle of a line, too.


class _Writer:
    """Blocks into lines. `lines` are the source's: blank lines stay where they were."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def blocks(self, nodes: list[Node], *, depth: int = 0, quoted: bool = False) -> list[_Line]:
        out: list[_Line] = []
        for node in nodes:
            if out and self._blank_before(node):
                out.append(_Line(""))
            out += self._block(node, depth, quoted)
        return out

    def _blank_before(self, node: Node) -> bool:
        start = node.map[0] if node.map else 0
        return start > 0 and not self._lines[start - 1].strip(" \t>")

    def _block(self, node: Node, depth: int, quoted: bool) -> list[_Line]:
        match node.type:
            case "bullet_list" | "ordered_list":
                return self._list(node, depth, quoted)
            case "blockquote":
                inside = self.blocks(node.children, depth=depth, quoted=True)
                # Slack quotes whole lines, one level deep.
                return inside if quoted or depth else [line if line.code else _Line(f"> {line.text}") for line in inside]
            case "fence":
                return _fenced(node.content.removesuffix("\n").split("\n"))
            case "table":
                return _fenced(table_of(node, self._lines).lines())
            case "hr":
                return [_Line(_RULE)]
            case "heading":
                title = _inline(node.children[0].children, within=("*",)).replace("\n", " ") if node.children else ""
                return [_Line(f"*{title}*")] if title else []
            case _:
                text = _inline(node.children[0].children) if node.children else ""
                return [_Line(line) for line in text.split("\n")]

    def _list(self, node: Node, depth: int, quoted: bool) -> list[_Line]:
        out: list[_Line] = []
        number = int(node.attrGet("start") or 1) if node.attrGet("start") != 0 else 0
        for offset, item in enumerate(node.children):
            mark = f"{number + offset}{item.markup}" if node.type == "ordered_list" else _BULLETS[min(depth, len(_BULLETS) - 1)]
            if out and self._blank_before(item):
                out.append(_Line(""))
            out += self._item(item, mark, depth, quoted)
        return out

    def _item(self, item: Node, mark: str, depth: int, quoted: bool) -> list[_Line]:
        indent = _INDENT * depth
        beyond = indent + " " * (len(mark) + 1)
        own = [child for child in item.children if child.type not in {"bullet_list", "ordered_list"}]
        first = self.blocks(own[:1], depth=depth + 1, quoted=quoted) if item.children[:1] == own[:1] else []
        out = [_Line(f"{indent}{mark} ".rstrip() if not first or first[0].code else f"{indent}{mark} {_task(first[0].text)}")]
        out += [line if line.code else _Line(beyond + line.text) for line in (first if first and first[0].code else first[1:])]
        for child in item.children[1 if first else 0 :]:
            if self._blank_before(child):
                out.append(_Line(""))
            nested = child.type in {"bullet_list", "ordered_list"}
            inside = self._block(child, depth + 1, quoted)
            out += inside if nested else [line if line.code else _Line(beyond + line.text) for line in inside]
        return out


def _fenced(lines: list[str]) -> list[_Line]:
    return [_Line(escape(line), code=True) for line in code_block(lines)]


def _task(text: str) -> str:
    return _TASK.sub(lambda box: "☐" if box["mark"] == " " else "☑", text, count=1) if _TASK.match(text) else text


def _inline(nodes: list[Node], *, within: tuple[str, ...] = ()) -> str:
    """One block's words and marks; an emphasis is closed at the end of a line and opened again, as Slack needs it."""
    out = ""
    after_mark = False
    for piece in _pieces(nodes, within):
        match piece:
            case _Open(mark):
                out += BOUNDARY + mark if after_mark or out[-1:].isalnum() else mark
                after_mark = False
            case _Close(mark):
                empty = out.endswith(mark) and not after_mark
                out = out.removesuffix(mark) if empty else out + mark
                after_mark = not empty
            case text:
                out += BOUNDARY + text if after_mark and text[:1].isalnum() else text
                after_mark = after_mark and not text
    return _without_fences(out)


@dataclass(frozen=True)
class _Open:
    mark: str


@dataclass(frozen=True)
class _Close:
    mark: str


def _pieces(nodes: list[Node], active: tuple[str, ...]) -> Iterator[_Open | _Close | str]:
    for node in nodes:
        mark = _MARKS.get(node.type)
        if mark and mark not in active:
            yield _Open(mark)
            yield from _pieces(node.children, (*active, mark))
            yield _Close(mark)
        elif mark:
            yield from _pieces(node.children, active)
        elif node.type in {"softbreak", "hardbreak"}:
            yield from map(_Close, reversed(active))
            yield "\n"
            yield from map(_Open, active)
        else:
            yield _word(node)


def _word(node: Node) -> str:
    match node.type:
        case "link":
            return link(str(node.attrGet("href")), plain(node.children))
        case "address":
            return link(node.content, "")
        case "code_inline":
            code = node.content.replace("`", "'").strip()
            return f"`{escape(code)}`" if code else ""
        case "image":
            return escape(plain(node.children))
        case _:
            return escape(node.content)


def link(target: str, label: str) -> str:
    """A link, with its address alone where there are no words for it."""
    # What would end the link inside Slack's brackets is spelled as an address spells it.
    address = escape(re.sub(r"[\s<>|`]", lambda sign: quote(sign[0]), target))
    words = escape(" ".join(label.replace("|", " ").split()))
    if not address:  # `[words]()`
        return words
    return f"<{address}|{words}>" if words and label != target else f"<{address}>"
