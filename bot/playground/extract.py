"""The stand-in's wits: picks sentences, with their anchors, from what a model would have been sent. Pure and deterministic."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

NOTE = "(stand-in, no model)"
NOTHING = f"Not in what I was given. {NOTE}"
UNSEEN = f"I was sent an image, and can't see it. {NOTE}"

MOST_ANSWERS = 3
MOST_SUMMARY = 6
LONGEST_SENTENCE = 300
"""Characters; a longer one is cut between words."""

MOST_LISTED, MOST_MERGED = 20, 35
"""Lines of a list of facts about one part, and of one that other lists are merged to."""

LONGEST_LISTED = 160
"""Characters of a line of a list."""

LONGEST_HEADING = 4
"""Words; a line of more is taken for something worth saying."""

WRAPPED_LINE = 60
"""Characters from which a line is taken for wrapped prose that goes on in the next one."""

_OPENING = re.compile(r"<document\b[^>]*>")
_CLOSING = re.compile(r"</document\b[^>]*>")
_ANCHOR = re.compile(r"\[[^\[\]]+\]")
_TASK = re.compile(r"^Task from [^\n:]*: (?P<task>.*?)(?:\n\n[^\n]*)?\Z", re.DOTALL | re.MULTILINE)
_LISTING = re.compile(r"^List the facts (?P<again>above again)?", re.MULTILINE)
_LISTING_ABOUT = re.compile(r"^Question: (?P<question>.*?)\n\nList the facts", re.DOTALL | re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"“(]?[A-Z0-9])")
_TABLE_RULE = re.compile(r"[|\s:-]+")
_WORD = re.compile(r"[^\W_]+")
_SUMMARY = re.compile(r"\b(summar|recap|tl;?dr|overview|key points|main points)", re.IGNORECASE)
_STOP = frozenset(
    re.findall(
        r"\w+",
        """
a about all also an and any are as at be been but by can could did do does for from had has have he her his how i if in
into is it its me more most my no not of on or our she should so than that the their them then there these they this
those to up us was we were what when where which who whom whose why will with would you your please tell give say says
document file thread
""",
    )
)


@dataclass(frozen=True)
class Sentence:
    """One sentence or line of the material, with the anchor it stands under (empty for what people said)."""

    text: str
    anchor: str


def answer(messages: Sequence[tuple[str, str]], *, has_images: bool = False) -> str:
    """An answer to the last of `messages` (role and text each), made of sentences out of all of them."""
    said = [text for role, text in messages if role == "user"]
    if not said:
        return NOTHING
    if listing := _LISTING.search(said[-1]):
        return _listed(said[-1], again=bool(listing["again"]))
    sentences, task = _take_apart(said[-1], _sentences)
    sentences = [Sentence(line, "") for text in said[:-1] for line in _sentences(text.splitlines())] + sentences
    if not sentences:
        return UNSEEN if has_images else NOTHING
    chosen = _leading(sentences) if not task or _SUMMARY.search(task) else _overlapping(sentences, task)
    if not chosen:
        return NOTHING
    lines = [f"{_shown(sentence.text)} {sentence.anchor}".rstrip() for sentence in chosen]
    return "\n\n".join([*lines, NOTE])


def _listed(text: str, *, again: bool) -> str:
    """The facts of a part, or of lists of facts, as a list with anchors: sentences with figures before others."""
    sentences, task = _take_apart(text, _lines if again else _sentences)
    most = MOST_MERGED if again else MOST_LISTED
    if about := _LISTING_ABOUT.search(task):
        chosen = _overlapping(sentences, about["question"], most=most)
    else:
        telling = [sentence for sentence in sentences if any(map(str.isdecimal, sentence.text))]
        chosen = _spread(telling, most)
        chosen += _spread(
            [sentence for sentence in _leading(sentences, most=len(sentences)) if sentence not in chosen], most - len(chosen)
        )
    lines = [f"- {_shown(one.text, LONGEST_LISTED)} {one.anchor}" for one in sorted(chosen, key=sentences.index)]
    return "\n".join(lines) or "NOTHING"


def _spread(sentences: Sequence[Sentence], most: int) -> list[Sentence]:
    """So many of them at most, evenly from beginning to end."""
    if len(sentences) <= most:
        return list(sentences)
    return [sentences[number * len(sentences) // most] for number in range(most)]


def _lines(lines: Sequence[str]) -> Iterator[str]:
    return (line for line in lines if line)


def _take_apart(text: str, split: Callable[[Sequence[str]], Iterator[str]]) -> tuple[list[Sentence], str]:
    """The fenced documents as sentences, and the task that stands outside of them."""
    sentences: list[Sentence] = []
    outside: list[str] = []
    page: list[str] = []
    anchor = ""
    inside = False

    def turn_page() -> None:
        sentences.extend(Sentence(found, anchor) for found in split(page))
        page.clear()

    for line in text.splitlines():
        if not inside and not _OPENING.fullmatch(line.strip()):
            outside.append(line)
        elif not inside or _CLOSING.fullmatch(line.strip()):
            turn_page()
            inside, anchor = not inside, ""
        elif line.startswith("|"):
            page.append(line[1:].strip())
        elif _ANCHOR.fullmatch(line.strip()):
            turn_page()
            anchor = line.strip()
    turn_page()
    rest = "\n".join(outside).strip()
    task = _TASK.search(rest)
    return sentences, task["task"].strip() if task else rest


def _sentences(lines: Sequence[str]) -> Iterator[str]:
    """Prose by sentences, wrapped lines joined; headings, list items, fields and table rows line by line."""
    paragraph: list[str] = []
    for line in (*lines, ""):
        words = line.strip().lstrip("#>*•- ").strip()
        is_row = line.startswith("|")
        if words and not is_row:
            paragraph.append(words)
        if is_row or len(words) < WRAPPED_LINE or words.endswith((".", "!", "?")):
            yield from (found for found in _SENTENCE_END.split(" ".join(paragraph)) if _WORD.search(found))
            paragraph.clear()
        if is_row and not _TABLE_RULE.fullmatch(line):
            yield ", ".join(cell.strip() for cell in line.strip("| ").split("|") if cell.strip())


def _leading(sentences: Sequence[Sentence], most: int = MOST_SUMMARY) -> list[Sentence]:
    """The first sentence of each page, headings left out; where there are few pages, the ones after it as well."""
    sentences = [sentence for sentence in sentences if len(sentence.text.split()) > LONGEST_HEADING] or sentences
    first = list({sentence.anchor: sentence for sentence in reversed(sentences)}.values())[::-1]
    if len(first) >= most:
        return first[:most]
    others = [sentence for sentence in sentences if sentence not in first]
    chosen = first + others[: max(0, MOST_ANSWERS - len(first))]
    return sorted(chosen, key=sentences.index)


def _overlapping(sentences: Sequence[Sentence], task: str, most: int = MOST_ANSWERS) -> list[Sentence]:
    """The sentences that share the rarest words with the task, in the order of the material."""
    wanted = _words(task)
    words = [_words(sentence.text) for sentence in sentences]
    spread = Counter(word for found in words for word in found)
    weight = {word: math.log(1 + len(sentences) / spread[word]) for word in wanted & spread.keys()}
    scores = [sum(weight[word] for word in found & weight.keys()) for found in words]
    best = max(scores, default=0.0)
    ranked = sorted((index for index, score in enumerate(scores) if score and score >= best / 2), key=lambda i: (-scores[i], i))
    return [sentences[index] for index in sorted(ranked[:most])]


def _words(text: str) -> frozenset[str]:
    """Words worth comparing, without an English plural's or past's ending."""
    found = (word.lower() for word in _WORD.findall(text))
    return frozenset(_stem(word) for word in found if word not in _STOP and (len(word) > 1 or not word.isascii()))


def _stem(word: str) -> str:
    for ending in ("ies", "ing", "ed", "es", "s"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word.removesuffix(ending)
    return word


def _shown(text: str, longest: int = LONGEST_SENTENCE) -> str:
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0] + " …"
