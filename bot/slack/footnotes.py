"""Anchors as links: what a footnote such as `[m12]` or `[p. 3]` becomes on its way to Slack. Pure."""

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
    """Each anchor as a link to its place; one that stands for no message that was read is dropped.

    Where one is dropped a sign remains that nobody sees: what stands on both sides (`https:[m9]//…`) was not made safe together.
    """
    if not footnotes:
        return markdown
    # A file's name was made safe with the text in which it stands.
    known = {neutralise(anchor, links=frozenset()): link for anchor, link in footnotes.items()}

    def linked(bracket: re.Match[str]) -> str:
        places = [known.get(part.strip()) for part in bracket["inside"].split(";")]
        found = [link for link in places if link]
        cited = found if len(found) == len(places) else _messages(bracket["inside"], footnotes)
        if cited is None:
            return bracket[0]
        links = " ".join(dict.fromkeys(map(_link, cited)))
        return f"{bracket['mark']}{JOINER}{links}" if bracket["mark"] or not links else links

    return outside_code(markdown, prose=lambda line: _BRACKET.sub(linked, line), code=str)


def _messages(inside: str, footnotes: Mapping[str, Link]) -> list[Link] | None:
    """The messages that a bracket cites, as far as they were read; None where it cites something else."""
    parts = [_ANCHORS.fullmatch(part.strip()) for part in re.split("[,;]", inside)]
    if not parts[-1]:
        return None
    cited = dict.fromkeys(anchor for part in parts if part for anchor in part.groups() if anchor)
    return [footnotes[anchor] for anchor in cited if anchor in footnotes]


def _link(link: Link) -> str:
    # A file may be named like a ping or an address.
    label = neutralise(_LABEL.sub("", link.label), links=frozenset())
    return f"[{label}]({link.url})"
