"""Captions and transcripts (WebVTT, SubRip, SBV) → what was said, by whom and when, a page for each minute: `12:04`.

Formats: W3C WebVTT (also what Slack's clips carry), SubRip as players read it, YouTube's SBV. Styles and positions are left out.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.documents import text
from bot.documents.encoding import decode
from bot.documents.job import Job
from bot.documents.pages import fill
from bot.language import TRANSCRIPT, Anchor, AnchorKind, Document, Page, phrases

PAGE_SECONDS = 60
"""A footnote leads to a moment: within a minute people find the words by listening."""
PAGE_CHARACTERS = 2_000

_MOMENT = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"[ \t]*{_MOMENT}[ \t]*(?:-->|,)[ \t]*{_MOMENT}(?:[ \t].*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]{1,200})>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z0-9][^<>]{0,200}>|\{\\[^{}]{0,100}\}", re.IGNORECASE)


class Cue(NamedTuple):
    """Some words, from when (seconds) they are shown; `speaker` where the file names one."""

    start: int
    speaker: str
    words: str


def extract(job: Job) -> Document:
    """Reads the cues in the file's order. A file without a single one is read as text."""
    decoded = decode(job.path.read_bytes())
    found = list(cues(decoded.text))
    if not found:
        return text.by_its_lines(job, decoded)
    pages, complete = fill(_pages(iter(found)), max_characters=job.max_characters)
    warnings = [phrases.GUESSED_ENCODING.format(encoding=decoded.encoding)] if decoded.guessed else []
    total = len(pages)
    if not complete:
        total = sum(1 for _ in _pages(iter(found)))
        warnings.append(phrases.READ_IN_PART["minute"].format(first=1, last=len(pages), total=total))
    return Document(name="", kind=TRANSCRIPT, pages=pages, total_pages=total, warnings=tuple(warnings))


def cues(source: str) -> Iterator[Cue]:
    """Every cue that holds words. What stands between cues (numbers, names, notes, styles) is no part of them."""
    start: int | None = None
    words: list[str] = []
    before: list[str] = []
    for line in [*source.split("\n"), ""]:
        if times := _TIMES.match(line):
            # A cue's number stands in front of its time; without an empty line before it, it looks like words.
            if start is not None and words and words[-1].strip().isdigit():
                words.pop()
            yield from _cue(start, words, before)
            before, words = words or before, []
            start = _seconds(times)
        elif line.strip():
            words.append(line)
        else:
            yield from _cue(start, words, before)
            before = words if start is not None and words else before
            start, words = None, []


def _cue(start: int | None, lines: list[str], before: list[str]) -> Iterator[Cue]:
    """The cue of these lines; a line that only repeats the cue before, as captions that scroll up do, is left out."""
    if start is None:
        return
    shown = {_bare(line) for line in before}
    speaker = ""
    words: list[str] = []
    for line in lines:
        bare = _bare(line)
        if bare and bare not in shown:
            parts = _VOICE.split(line)
            # Between the voices' names stand their words; a further voice in one cue begins a cue of its own.
            for name, said in zip(["", *parts[1::2]], parts[0::2], strict=True):
                if name and name.strip() != speaker:
                    if words:
                        yield Cue(start, speaker, " ".join(words))
                    speaker, words = name.strip(), []
                if plain := _bare(said):
                    words.append(plain)
    if words:
        yield Cue(start, speaker, " ".join(words))


def _bare(line: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", _VOICE.sub("", line))).split())


def _pages(found: Iterator[Cue]) -> Iterator[Page]:
    """Cues in pages of about a minute; within one, what a speaker says in a row is one paragraph."""
    chunk: list[Cue] = []
    size = 0
    for cue in found:
        if chunk and (not 0 <= cue.start - chunk[0].start < PAGE_SECONDS or size + len(cue.words) > PAGE_CHARACTERS):
            yield _page(chunk)
            chunk, size = [], 0
        chunk.append(cue)
        size += len(cue.words) + 1
    if chunk:
        yield _page(chunk)


def _page(chunk: list[Cue]) -> Page:
    turns: list[str] = []
    speaker: str | None = None
    for cue in chunk:
        if speaker == cue.speaker:
            turns[-1] += f" {cue.words}"
        else:
            speaker = cue.speaker
            named = f"**{speaker}** " if speaker else ""
            turns.append(f"{named}({moment(cue.start)}): {cue.words}" if speaker else cue.words)
    first, last = chunk[0].start, chunk[-1].start
    anchor = Anchor(kind=AnchorKind.TIME, first=first, last=last, label=moment(first))
    return Page(anchor=anchor, markdown="\n\n".join(turns))


def moment(seconds: int) -> str:
    """`12:04`, `1:02:03`: as players show it."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _seconds(times: re.Match[str]) -> int:
    return int(times[1] or 0) * 3600 + int(times[2]) * 60 + int(times[3])
