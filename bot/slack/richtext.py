"""A `rich_text` block, which Slack sends beside a person's text, as mrkdwn: it tells apart what `text` leaves to guess. No I/O.

Its elements: docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

import re

from bot.slack.markup import is_language
from bot.slack.mrkdwn import BOUNDARY, escape
from bot.slack.payloads import Payload, child, children, number, text_of

_INDENT = "    "
_BULLETS = ("•", "◦", "▪")
_DEEPEST_LIST = 8
_STYLES = {"strike": "~", "italic": "_", "bold": "*"}
_EDGES = re.compile(r"(?P<before>\s*)(?P<words>.*?)(?P<after>\s*)", re.DOTALL)


def rich_text(block: Payload) -> str:
    """The block as mrkdwn with ids, as `text` has them. Of an element unknown here it has the text, if that has one."""
    return "\n".join(_part(part) for part in children(block, "elements"))


def _part(part: Payload) -> str:
    match text_of(part, "type"):
        case "rich_text_quote":
            return "\n".join(f"&gt; {line}" for line in _inline(part).removesuffix("\n").split("\n"))
        case "rich_text_preformatted":
            language = text_of(part, "language").lower()
            code = "".join(_raw(element) for element in children(part, "elements")).strip("\n")
            return "\n".join(["```" + (language if is_language(language) else ""), code.replace("```", "'''"), "```"])
        case "rich_text_list":
            return _list(part)
        case _:
            return _inline(part).removesuffix("\n")


def _list(part: Payload) -> str:
    depth = min(max(number(part, "indent") or 0, 0), _DEEPEST_LIST)
    first = (number(part, "offset") or 0) + 1
    lines: list[str] = []
    for place, item in enumerate(children(part, "elements")):
        bullet = _BULLETS[min(depth, len(_BULLETS) - 1)]
        mark = f"{first + place}." if text_of(part, "style") == "ordered" else bullet
        indent = _INDENT * depth
        said = _inline(item).removesuffix("\n").replace("\n", "\n" + indent + " " * (len(mark) + 1))
        lines.append(f"{indent}{mark} {said}")
    return "\n".join(lines)


def _inline(part: Payload) -> str:
    out = ""
    after_mark = False
    for element in children(part, "elements"):
        plain = _element(element)
        said = _styled(plain, child(element, "style"))
        marked = said != plain
        # Slack's marks count only at the edge of a word; its blocks know no such edge.
        if (after_mark and said[:1].isalnum()) or (marked and out[-1:].isalnum()) or (after_mark and marked):
            out += BOUNDARY
        out += said
        after_mark = marked and bool(said)
    return out


def _styled(text: str, style: Payload) -> str:
    if style.get("code") is True and "`" not in text and text.strip():
        text = f"`{text}`"
    marks = [mark for name, mark in _STYLES.items() if style.get(name) is True]
    if not marks:
        return text
    opening, closing = "".join(reversed(marks)), "".join(marks)
    lines = (_EDGES.fullmatch(line) for line in text.split("\n"))
    return "\n".join(
        f"{line['before']}{opening}{line['words']}{closing}{line['after']}" if line["words"] else line.group()
        for line in lines
        if line
    )


def _element(element: Payload) -> str:
    match text_of(element, "type"):
        case "link":
            url, label = escape(text_of(element, "url")), escape(text_of(element, "text"))
            return f"<{url}|{label}>" if label and label != url else f"<{url}>"
        case "user":
            return f"<@{text_of(element, 'user_id')}>"
        case "channel":
            return f"<#{text_of(element, 'channel_id')}>"
        case "usergroup":
            return f"<!subteam^{text_of(element, 'usergroup_id')}>"
        case "broadcast":
            return f"<!{text_of(element, 'range')}>"
        case "emoji":
            tone = number(element, "skin_tone")
            return f":{text_of(element, 'name')}:" + (f":skin-tone-{tone}:" if tone else "")
        case "date":
            url, fallback = escape(text_of(element, "url")), escape(text_of(element, "fallback"))
            moment = f"!date^{number(element, 'timestamp') or 0}^{text_of(element, 'format') or '{date}'}"
            return f"<{moment}{'^' + url if url else ''}{'|' + fallback if fallback else ''}>"
        case "color":
            return escape(text_of(element, "value"))
        case _:
            return escape(text_of(element, "text"))  # Rich text is not escaped.


def _raw(element: Payload) -> str:
    """An element in code, where nothing is marked up."""
    if text_of(element, "type") == "link":
        return escape(text_of(element, "text") or text_of(element, "url"))
    return _element(element)
