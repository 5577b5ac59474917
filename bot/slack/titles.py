"""A conversation's title in Slack's lists: the question's first words, or the name of the file that was sent alone. Pure."""

import re

from bot.language import Question
from bot.slack.blocks import outgoing
from bot.slack.markup import to_markdown
from bot.slack.splitting import shortened

TITLE_CHARACTERS = 120
"""What a list shows on one line. Slack itself takes 200 (docs.slack.dev/reference/methods/agents.sessions.setStatus)."""


def title_of(question: Question) -> str:
    """The title on one line, safe to be shown; empty where nothing was said or sent."""
    asked = re.sub(rf"<@{re.escape(question.me)}(?:\|[^<>]*)?>", "", question.message.text)
    words = _line(to_markdown(asked, {})) or _line(", ".join(file.label for file in question.message.files))
    return shortened(words, TITLE_CHARACTERS)


def _line(markdown: str) -> str:
    return " ".join(outgoing(markdown).split())
