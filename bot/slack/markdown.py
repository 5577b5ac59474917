"""Markdown as a tree, parsed as Slack would show it: no HTML, no reference links, addresses of the web only. No rendering."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode as Node

from bot.slack.tables import Table, cells

DEEPEST = 60
"""Levels of nested blocks."""

MOST_BRACKETS = 2_000
"""The parser looks from each bracket to the end of its paragraph: with more of them a text takes seconds."""

_LINE_END = re.compile("\r\n?|\n")
_SCHEME = re.compile(r"(?<!\w)https?\Z", re.IGNORECASE)
_REST_OF_ADDRESS = re.compile(r"://[^\s<>|\"`]+")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)  # The only way to write two lines in a cell.
_URL_TAIL = ".,;:!?'\")]}*_~"


def without_tail(url: str) -> str:
    """An address in running text without the punctuation that belongs to the sentence: `(see https://x.org/a_(b))`."""
    bare = url.rstrip(_URL_TAIL)
    return bare + ")" if bare.count("(") > bare.count(")") and url[len(bare) :].startswith(")") else bare


def tree(markdown: str) -> Node | None:
    """The text's blocks; each has its lines in `map`. None for a text that was made to exhaust."""
    if markdown.count("[") + markdown.count("<") > MOST_BRACKETS:
        return None
    tokens = _PARSER.parse(markdown)
    # From there on the parser drops what it finds.
    if any(token.level >= DEEPEST - 1 for token in tokens):
        return None
    return Node(tokens)


def lines_of(markdown: str) -> list[str]:
    """The text's lines as the parser counts them."""
    return _LINE_END.split(markdown)


def plain(nodes: list[Node]) -> str:
    """Inline Markdown as plain words, with a link's address behind its label."""
    return "".join(map(_plain, nodes))


def table_of(node: Node, lines: list[str]) -> Table:
    """A table node with its cells as plain words; `lines` are the whole text's."""
    head, *body = [row for part in node.children for row in part.children]
    aligned = (str(cell.attrGet("style") or "") for cell in head.children)
    return Table(
        head=tuple(_cells(head)),
        rows=tuple(_row(row, lines) for row in body),
        alignments=tuple(style.removeprefix("text-align:") for style in aligned),
    )


def _row(row: Node, lines: list[str]) -> tuple[str, ...]:
    found = _cells(row)
    # GFM ignores cells beyond the head's; words must not be lost.
    extra = cells(lines[row.map[0]].lstrip(" \t>"))[len(found) :] if row.map else []
    return (*found[:-1], " ".join(filter(None, [found[-1], *extra])))


def _cells(row: Node) -> list[str]:
    inside = (plain(cell.children[0].children if cell.children else []) for cell in row.children)
    return [" ".join(_BREAK.sub(" ", text).split()) for text in inside]


def _plain(node: Node) -> str:
    match node.type:
        case "softbreak" | "hardbreak":
            return " "
        case "link":
            label = plain(node.children)
            target = str(node.attrGet("href"))
            return f"{label} ({target})" if label and target and label != target else label or target
        case _:
            return plain(node.children) if node.children else node.content


class _Parser(MarkdownIt):
    """`[p. 12](Annex)` is no link, and an address stays as it was written: it was compared in that spelling."""

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return url.lower().startswith(("http://", "https://"))

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


def _address(state: StateInline, silent: bool) -> bool:
    """A bare address is one token, so that no `_` or `*` in it is taken for emphasis."""
    rest = _REST_OF_ADDRESS.match(state.src, state.pos)
    scheme = _SCHEME.search(state.pending) if rest else None
    if not rest or not scheme:
        return False
    url = without_tail(scheme[0] + rest[0])
    if len(url) <= len(scheme[0]) + len("://"):
        return False
    if not silent:
        state.pending = state.pending[: scheme.start()]
        state.push("address", "", 0).content = url
    state.pos += len(url) - len(scheme[0])
    return True


def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False, "maxNesting": DEEPEST})
    parser.enable(["table", "strikethrough"])
    # Indented code and underlined headings come about while a text grows; joined text would hide what an escape spelled.
    parser.disable(["code", "lheading", "html_block", "html_inline", "reference", "text_join"])
    parser.inline.ruler.before("text", "address", _address)
    return parser


_PARSER = _parser()
