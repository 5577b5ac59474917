"""Slack's mrkdwn to Markdown and back, as pure functions. What may be shown at all is `safety.py`'s matter.

The rules of mrkdwn: docs.slack.dev/messaging/formatting-message-text.
"""

import re
from collections.abc import Mapping

from bot.language import phrases
from bot.slack.fences import Fence, blocks, outside_code, outside_spans
from bot.slack.tables import is_table_rule, render_table

_TOKEN = re.compile(r"<([^<>\n]+)>")
_REFERENCE = re.compile(r"<(?:[@#]|!subteam\^)([A-Z][A-Z0-9]+)(?:\|[^<>\n]*)?>")
_BARE_URL = re.compile(r"(?<![<|\w])https?://[^\s<>|\"`]+", re.IGNORECASE)
_URL_TAIL = ".,;:!?'\")]}*_~"
_WEB = ("http://", "https://")
_BROADCASTS = frozenset({"here", "channel", "everyone"})

# Slack closes an emphasis only at the edge of a word, and never across lines.
_SLACK_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_SLACK_STRIKE = re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])")
_SLACK_BULLET = re.compile(r"^([ \t]*)[•◦▪‣]\ufe0e? *")


def references(text: str) -> frozenset[str]:
    """The ids of users, channels and user groups in a mrkdwn text: those that need names."""
    return frozenset(_REFERENCE.findall(text))


def links(text: str) -> frozenset[str]:
    """The web addresses in a mrkdwn or Markdown text, as they would be followed."""
    found = {unescape(token.split("|", 1)[0]) for token in _TOKEN.findall(text)}
    found |= {unescape(without_tail(match)) for match in _BARE_URL.findall(text)}
    found |= {unescape(match) for match in re.findall(r"\]\(\s*<?(https?://[^\s<>|\"`)]+)", text, re.IGNORECASE)}
    return frozenset(url for url in found if url.lower().startswith(_WEB))


def without_tail(url: str) -> str:
    """An address in running text without the punctuation that belongs to the sentence: `(see https://x.org/a_(b))`."""
    bare = url.rstrip(_URL_TAIL)
    return bare + ")" if bare.count("(") > bare.count(")") and url[len(bare) :].startswith(")") else bare


def unescape(text: str) -> str:
    """Undoes Slack's only three escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escape(text: str) -> str:
    """Slack's only three escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# mrkdwn → Markdown


def to_markdown(text: str, names: Mapping[str, str]) -> str:
    """A message as people read it: ids become the names in `names`, links and emphasis become Markdown."""

    def readable(token: re.Match[str]) -> str:
        return _readable(token[1], names, masked=True)

    def readable_in_code(token: re.Match[str]) -> str:
        return _readable(token[1], names, masked=False)

    def prose(line: str) -> str:
        line = _SLACK_BULLET.sub(r"\1- ", line)
        line = _SLACK_STRIKE.sub(r"~~\1~~", _SLACK_BOLD.sub(r"**\1**", line))
        return unescape(_TOKEN.sub(readable, line))

    def code(span: str) -> str:
        return unescape(_TOKEN.sub(readable_in_code, span))

    return outside_code(_fences_on_lines_of_their_own(text), prose=prose, code=code)


def _fences_on_lines_of_their_own(text: str) -> str:
    """Slack opens and closes a fence anywhere in a line; Markdown only where a line begins."""
    parts = text.split("```")
    if len(parts) < 3:
        return text
    if len(parts) % 2 == 0:  # The last mark opens nothing.
        parts[-2:] = ["```".join(parts[-2:])]
    for index in range(1, len(parts), 2):
        before, after = parts[index - 1], parts[index + 1]
        parts[index - 1] = before if not before or before.endswith("\n") else before + "\n"
        parts[index] = "```\n" + parts[index].strip("\n") + "\n```"
        parts[index + 1] = after if not after or after.startswith("\n") else "\n" + after
    return "".join(parts)


def _readable(token: str, names: Mapping[str, str], *, masked: bool) -> str:
    """What stands between `<` and `>`, for people."""
    target, _, label = token.partition("|")
    if target.startswith("@"):
        return "@" + (names.get(target[1:]) or label or phrases.SOMEONE)
    if target.startswith("#"):
        return "#" + (label or names.get(target[1:]) or phrases.SOME_CHANNEL)
    if target.startswith("!subteam^"):
        return "@" + (names.get(target.removeprefix("!subteam^")) or label.removeprefix("@") or phrases.SOME_GROUP)
    if target.startswith("!"):
        command = target[1:]
        return f"@{command}" if command in _BROADCASTS else label or f"@{command.split('^')[0]}"
    if target.startswith(("mailto:", "tel:")):
        return label or target.partition(":")[2]
    if not label or label == target or not masked:
        return target
    return f"[{label}]({target})"


# Markdown → mrkdwn

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<title>.*?)[ \t]*#*[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?P<mark>[-*+]|\d{1,9}[.)])[ \t]+(?P<task>\[[ xX]\][ \t]+)?(?P<rest>.*)")
_QUOTE = re.compile(r" {0,3}(?P<marks>>(?:[ \t]?>)*)[ \t]?(?P<rest>.*)")
_STRAY_FENCE = re.compile("`{3,}")
_BULLETS = ("•", "◦", "▪")
_INLINE = re.compile(
    r"\\(?P<literal>[\\`*_{}\[\]()#+\-.!~>|])"
    r"|\[(?P<label>[^\[\]\n]+)\]\(\s*<?(?P<target>https?://[^\s<>()|]*(?:\([^\s<>()|]*\)[^\s<>()|]*)*)>?(?:\s+\"[^\"\n]*\")?\s*\)"
    r"|<(?P<angle>https?://[^\s<>|\"`]+)>"
    r"|(?P<bare>https?://[^\s<>|\"`]+)"
    r"|(?<!\*)\*\*\*(?=\S)(?P<both>[^*\n]+?)(?<=\S)\*\*\*(?!\*)"
    r"|\*\*(?=\S)(?P<bold>(?:[^*\n]|\*(?!\*))+?)(?<=\S)\*\*"
    r"|(?<!\w)__(?=\S)(?P<strong>[^\n]+?)(?<=\S)__(?!\w)"
    r"|(?<![\w*])\*(?=[^\s*])(?P<italic>[^*\n]+?)(?<=\S)\*(?![\w*])"
    r"|~~(?=\S)(?P<strike>[^~\n]+?)(?<=\S)~~",
    re.IGNORECASE,
)


def to_mrkdwn(markdown: str) -> str:
    """Markdown as Slack's mrkdwn, with `&`, `<` and `>` escaped. Only http and https addresses become links."""
    out: list[str] = []
    table: list[str] = []
    for block in blocks(markdown):
        if isinstance(block, str) and _may_continue_table(table, block):
            table.append(block)
            continue
        out += _table_or_lines(table)
        table = []
        if isinstance(block, Fence):
            out += ["```", *map(escape, (line.replace("```", "'''") for line in block.lines)), "```"]
        elif "|" in block:
            table = [block]
        else:
            out.append(_line(block))
    return "\n".join([*out, *_table_or_lines(table)])


def _may_continue_table(table: list[str], line: str) -> bool:
    if not table or "|" not in line:
        return False
    return len(table) > 1 or is_table_rule(line)


def _table_or_lines(lines: list[str]) -> list[str]:
    if len(lines) < 2:
        return [_line(line) for line in lines]
    return ["```", *map(escape, render_table([lines[0], *lines[2:]])), "```"]


def _line(line: str) -> str:
    if _RULE.fullmatch(line):
        return "———"
    if heading := _HEADING.fullmatch(line):
        title = re.sub(r"\*\*|__", "", heading["title"]).strip()
        return f"*{_inline(title)}*" if title else ""
    if quote := _QUOTE.fullmatch(line):
        return "> " + _line(quote["rest"])
    if item := _ITEM.fullmatch(line):
        depth = min(len(item["indent"].expandtabs(4)) // 2, 8)
        mark = item["mark"] if item["mark"][0].isdigit() else _BULLETS[min(depth, len(_BULLETS) - 1)]
        task = {"x": "☑ ", " ": "☐ "}[item["task"][1].lower()] if item["task"] else ""
        return "    " * depth + f"{mark} {task}{_inline(item['rest'])}"
    return _inline(line)


def _inline(line: str) -> str:
    return outside_spans(line, prose=_prose, code=lambda span: f"`{escape(span.strip('`').strip())}`")


def _prose(text: str) -> str:
    return _STRAY_FENCE.sub("'''", _emphasis(text))  # Slack opens a fence in the middle of a line, too.


def _emphasis(text: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _INLINE.finditer(text):
        parts += [escape(text[end : match.start()]), _marked(match)]
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def _marked(match: re.Match[str]) -> str:
    if match["literal"]:
        return escape(match["literal"])
    if match["target"]:
        label = escape(re.sub(r"\*\*|__|~~|[|`]", "", match["label"]))
        return f"<{escape(match['target'])}|{label}>"
    if match["angle"]:
        return f"<{escape(match['angle'])}>"
    if match["bare"]:
        url = without_tail(match["bare"])
        return f"<{escape(url)}>{escape(match['bare'][len(url) :])}"
    if match["both"]:
        return f"*_{_emphasis(match['both'])}_*"
    if bold := match["bold"] or match["strong"]:
        return f"*{_emphasis(bold)}*"
    if match["italic"]:
        return f"_{_emphasis(match['italic'])}_"
    return f"~{_emphasis(match['strike'])}~"
