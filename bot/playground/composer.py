"""What Slack makes of text that somebody wrote: escaped and linked for `text`, in elements for a `rich_text` block.

Pure; it knows mrkdwn's special forms and nothing of messages.
"""

import re
from collections.abc import Mapping

# docs.slack.dev/messaging/formatting-message-text: mentions, special mentions, links, and the three entities.
_SPECIAL = r"<(?:[@#][UWCG][A-Z0-9]+(?:\|[^<>]*)?|![a-z][^<>]*|(?:https?://|mailto:)[^<>\s][^<>]*)>"
_ENTITY = r"&(?:amp|lt|gt);"
_BARE_LINK = r"https?://[^\s<>|]*[^\s<>|.,;:!?'\")\]}*_~`]"
_TOKEN = re.compile(f"(?P<kept>{_SPECIAL}|{_ENTITY})|(?P<link>{_BARE_LINK})|(?P<stray>[&<>])")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_ELEMENT = re.compile(r"<@(?P<user>[UW][A-Z0-9]+)(?:\|[^>]*)?>|<(?P<url>https?://[^>|]+)(?:\|(?P<label>[^>]*))?>")


def as_stored(text: str) -> str:
    """The text as Slack keeps and delivers it. What is already in Slack's form stays as it is."""

    def store(match: re.Match[str]) -> str:
        if match["kept"]:
            return match["kept"]
        return f"<{match['link']}>" if match["link"] else _ESCAPES[match["stray"]]

    return _TOKEN.sub(store, text)


def with_ids(text: str, *, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """The text with `@name` and `#name` as `<@U…|name>` and `<#C…|name>`, which Slack makes of what is typed after a command
    (docs.slack.dev/interactivity/implementing-slash-commands). `people` and `channels` are ids by name, in lower case.
    """
    ids = {f"@{name}": id_ for name, id_ in people.items()} | {f"#{name}": id_ for name, id_ in channels.items()}
    names = "|".join(re.escape(name) for name in sorted(ids, key=len, reverse=True))
    # What stands in angle brackets is in Slack's form already, and may hold a name as its label.
    pattern = re.compile(rf"<[^<>]*>|(?<![\w&@#/])({names})(?![\w-])", re.IGNORECASE)

    def identify(match: re.Match[str]) -> str:
        name = (match[1] or "").lower()
        return f"<{name[0]}{ids[name]}|{name[1:]}>" if name else match[0]

    return pattern.sub(identify, text) if ids else text


def mentions(text: str) -> frozenset[str]:
    """The ids of the users whom the text mentions."""
    return frozenset(_MENTION.findall(text))


def rich_text(text: str) -> dict[str, object]:
    """The `rich_text` block that Slack puts beside a person's text."""
    elements: list[dict[str, object]] = []
    end = 0
    for match in _ELEMENT.finditer(text):
        _add_text(elements, text[end : match.start()])
        if match["user"]:
            elements.append({"type": "user", "user_id": match["user"]})
        else:
            label = {"text": _plain(match["label"])} if match["label"] else {}
            elements.append({"type": "link", "url": _plain(match["url"]), **label})
        end = match.end()
    _add_text(elements, text[end:])
    return {"type": "rich_text", "block_id": "b1", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _add_text(elements: list[dict[str, object]], text: str) -> None:
    if text:
        elements.append({"type": "text", "text": _plain(text)})


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
