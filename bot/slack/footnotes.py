"""Anchors as links: what a footnote such as `[m12]` becomes on its way to Slack. Pure."""

import re
from collections.abc import Mapping

from bot.language import Link, Links
from bot.slack.code import outside_code
from bot.slack.safety import JOINER, neutralise

# One bracket may hold several anchors, and small models put a document's name before them: `[m3, m7]`, `[#general, m12]`.
# A mark before it would make an image of the link, or no link.
_BRACKET = re.compile(r"(?P<mark>[!\\]?)\[(?P<inside>[^\[\]\n]{1,200})\](?!\()")
_ANCHORS = re.compile(r"(m\d+)(?:\s*[-–]\s*(m\d+))?")
_LABEL = re.compile(r"[\[\]()<>|*_~`\\]")


def presented(markdown: str, links: Links) -> str:
    """An answer's Markdown as it may leave: made safe, its anchors become links that code has made."""
    return with_footnotes(neutralise(markdown, links=links.bare), links.footnotes)


def with_footnotes(markdown: str, footnotes: Mapping[str, Link]) -> str:
    """Each anchor of a message as a link to it; one that stands for no message that was read is dropped.

    Where one is dropped a sign remains that nobody sees: what stands on both sides (`https:[m9]//…`) was not made safe together.
    """
    if not footnotes:
        return markdown

    def linked(bracket: re.Match[str]) -> str:
        parts = [_ANCHORS.fullmatch(part.strip()) for part in re.split("[,;]", bracket["inside"])]
        if not parts[-1]:
            return bracket[0]
        cited = dict.fromkeys(anchor for part in parts if part for anchor in part.groups() if anchor)
        links = " ".join(_link(footnotes[anchor]) for anchor in cited if anchor in footnotes)
        return f"{bracket['mark']}{JOINER}{links}" if bracket["mark"] or not links else links

    return outside_code(markdown, prose=lambda line: _BRACKET.sub(linked, line), code=str)


def _link(link: Link) -> str:
    return f"[{_LABEL.sub('', link.label)}]({link.url})"
