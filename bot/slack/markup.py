"""Slack's mrkdwn as Markdown, as a pure function, and the way back (`mrkdwn.py`). What may be shown is `safety.py`'s matter.

The rules of mrkdwn: docs.slack.dev/messaging/formatting-message-text.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.language import phrases
from bot.slack.code import CodeBlock, blocks, outside_spans
from bot.slack.markdown import without_tail
from bot.slack.mrkdwn import BOUNDARY, escape, to_mrkdwn, unescape

__all__ = ["escape", "is_language", "references", "to_markdown", "to_mrkdwn", "unescape", "without_tail"]

_LANGUAGE = re.compile(
    "bash|c|clojure|cpp|csharp|css|csv|dart|diff|dockerfile|elixir|erlang|fsharp|go|graphql|groovy|haskell|html|ini|java|javascript"
    "|js|json|jsx|julia|kotlin|latex|lua|makefile|markdown|matlab|md|nix|ocaml|perl|php|powershell|proto|py|python|r|ruby|rust|sass"
    "|scala|scss|sh|shell|sql|swift|terraform|text|toml|ts|tsx|typescript|vb|xml|yaml|yml|zsh",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"<([^<>\n]+)>")
_REFERENCE = re.compile(r"<(?:[@#]|!subteam\^)([A-Z][A-Z0-9]+)(?:\|[^<>\n]*)?>")
_WEB = ("http://", "https://")
_BROADCASTS = frozenset({"here", "channel", "everyone"})

# Slack closes an emphasis only at the edge of a word, and never across lines.
_SLACK_BOLD = re.compile(r"(?<![^\W_])(?<!\*)\*(?=\S)([^*\n]+?)(?<=\S)\*(?![^\W_])(?!\*)")
_SLACK_STRIKE = re.compile(r"(?<![^\W_])(?<!~)~(?=\S)([^~\n]+?)(?<=\S)~(?![^\W_])(?!~)")
_NEEDLESS_BOUNDARY = re.compile(f"{BOUNDARY}(?=[*_~])|(?<=[*_~]){BOUNDARY}")
_SLACK_LINE = re.compile(r"^(?P<quote>(?:(?:&gt;|>) ?)*)(?P<indent>[ \t]*)[•◦▪‣]\ufe0e? *(?P<box>[☐☑] )?")
_BOXES = {"☐ ": "[ ] ", "☑ ": "[x] "}
_QUOTED_TO_THE_END = re.compile(r"^(?:&gt;){3} ?(?P<rest>.*)\Z", re.MULTILINE | re.DOTALL)
_KEPT = re.compile("\x00([0-9]+)\x01")


def references(text: str) -> frozenset[str]:
    """The ids of users, channels and user groups in a mrkdwn text: those that need names."""
    return frozenset(_REFERENCE.findall(text))


def is_language(line: str) -> bool:
    """Whether the first line in a fence names its language; Slack keeps what people type beside the mark as a line of code."""
    return _LANGUAGE.fullmatch(line) is not None


def to_markdown(text: str, names: Mapping[str, str]) -> str:
    """A message as people read it: ids become the names in `names`, links and emphasis become Markdown."""
    text = re.sub("[\x00\x01\u2060]", "", text)  # The last is what `safety.py` breaks links and mentions with.
    if "```" not in text:
        text = _QUOTED_TO_THE_END.sub(lambda quote: "\n".join(f"&gt; {line}" for line in quote["rest"].split("\n")), text)
    out: list[str] = []
    for block in blocks(_fences_on_lines_of_their_own(text)):
        if isinstance(block, CodeBlock):
            lines = (_code(line, names) for line in block.lines)
            out += [block.mark + block.language, *lines, *([block.mark] if block.closed else [])]
        else:
            out.append(_prose(block, names))
    return "\n".join(out)


def _prose(line: str, names: Mapping[str, str]) -> str:
    """One line; code, links and mentions are put aside meanwhile, so that no mark in them is taken for emphasis."""
    kept: list[str] = []

    def put_aside(readable: str) -> str:
        kept.append(readable)
        return f"\x00{len(kept) - 1}\x01"

    def put_back(line: str) -> str:
        return _KEPT.sub(lambda place: put_back(kept[int(place[1])]), line)

    line = outside_spans(line, prose=str, code=lambda span: put_aside(_code(span, names)))
    line = _TOKEN.sub(lambda token: put_aside(unescape(_readable(token[1], names, masked=True))), line)
    line = _SLACK_LINE.sub(lambda item: f"{item['quote']}{item['indent']}- {_BOXES.get(item['box'] or '', '')}", line, count=1)
    line = _SLACK_STRIKE.sub(r"~~\1~~", _SLACK_BOLD.sub(r"**\1**", line))
    return put_back(unescape(_NEEDLESS_BOUNDARY.sub("", line)))


def _code(code: str, names: Mapping[str, str]) -> str:
    return unescape(_TOKEN.sub(lambda token: _readable(token[1], names, masked=False), code))


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
        language, _, code = parts[index].partition("\n")
        if not is_language(language) or not code.strip():
            language, code = "", parts[index]
        parts[index] = "```" + language + "\n" + code.strip("\n") + "\n```"
        parts[index + 1] = after if not after or after.startswith("\n") else "\n" + after
    return "".join(parts)


def _readable(token: str, names: Mapping[str, str], *, masked: bool) -> str:
    """What stands between `<` and `>`, for people."""
    target, _, label = token.partition("|")
    if target.startswith("@"):
        return "@" + (names.get(target[1:]) or label.removeprefix("@") or phrases.SOMEONE)
    if target.startswith("#"):
        return "#" + (label.removeprefix("#") or names.get(target[1:]) or phrases.SOME_CHANNEL)
    if target.startswith("!subteam^"):
        return "@" + (names.get(target.removeprefix("!subteam^")) or label.removeprefix("@") or phrases.SOME_GROUP)
    if target.startswith("!date^"):
        return _date(target, label, masked=masked)
    if target.startswith("!"):
        command = target[1:]
        return f"@{command}" if command in _BROADCASTS else label or f"@{command.split('^')[0]}"
    if target.startswith(("mailto:", "tel:")):
        return label or target.partition(":")[2]
    return _link(target, label) if masked else target


def _date(target: str, label: str, *, masked: bool) -> str:
    """`<!date^seconds^format^link|fallback>`: the fallback is what people without Slack's formats are meant to read."""
    _, seconds, *rest = target.split("^")
    try:
        said = label or f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        said = phrases.SOME_DATE
    link = rest[1] if len(rest) > 1 else ""
    return _link(link, said) if masked and link.startswith(_WEB) else said


def _link(target: str, label: str) -> str:
    if not label or label == target:
        return target
    words = label.replace("[", r"\[").replace("]", r"\]")
    return f"[{words}](<{target}>)" if set(target) & set("() ") else f"[{words}]({target})"
