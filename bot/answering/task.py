"""What a Question asks for: its words without the mention, the summary meant where there are none, or what was tapped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.fence import neutralise
from bot.answering.prompts import prompt
from bot.language import Offer, Pointed, Question, Shortcut, Step, Turn, marks

_HELP = frozenset({"help", "help!", "help?", "?"})
_OWN_MENTION = re.compile(rf"^(?:\s*@{marks.NAME}\b[\s,:]*)+|(?:(?<![\s,])[\s,]*@{marks.NAME})+\s*\Z")
_SUMMARISE = re.compile(
    r"\b(?:summar(?:y|ies|i[sz]e|i[sz]ing)|recap|overview|tl;?dr|gist|(?:key|main) points"
    r"|zusammenfass\w*|fass\w*\b.{1,60}\bzusammen|überblick|kernpunkte"
    r"|résum(?:er|ez|e|é d[ue])|synthèse|points clés|resum(?:en|ir|e (?:el|la|este|esta))|síntesis|puntos clave"
    r"|riassun\w*|sintesi|samenvat\w*)\b"
    r"|要約|まとめ|总结|總結|摘要",
    re.IGNORECASE,
)
# What is left of a plain wish for a summary: none of it tells what the summary should be about.
_IDLE = re.compile(
    r"\b(?:please|and|could|can|would|you|will|give|make|write|me|us|a|an|the|of|for|this|that|these|those|it|all|whole|entire|short|brief"
    r"|quick|file|files|doc|docs|document|documents|pdf|pdfs|thread|report|deck|slides?|sheet|attached|attachments?|here|what|was|were"
    r"|is|are|shared|said|in|my|our|bitte|kannst|du|mir|le|la|les|un|une|des|el|los|las|este|esta|fichier|documento|archivo|eine?[nrs]?|die|der|das|den|diese[nrs]?|datei(?:en)?|dokumente?s?|bericht)\b",
    re.IGNORECASE,
)
_THREAD = re.compile(
    r"\b(?:thread|conversation|discussion|unterhaltung|diskussion|gespräch|discusión|conversación)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{3,}|\d+|[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, kw_only=True)
class Task:
    """What the model is asked to do, and by whom."""

    asker: str
    text: str
    is_own: bool = False
    """In the asker's own words."""
    is_summary: bool = False
    """It is about all of the material rather than about something in it."""
    about: str = ""
    """What in the material it is about, in the asker's words; empty for a summary of everything."""
    is_about_thread: bool = False
    """The thread itself is what it is about."""
    is_rewrite: bool = False
    """It asks for nothing but another form of an earlier answer, which it quotes."""
    is_tapped: bool = False
    """It asks for another form of an earlier answer."""
    is_translation: bool = False
    """Of what was shared: it goes from its beginning as far as an answer goes."""
    is_about_files: bool = False
    """Without a file that could be read there is nothing to do."""
    form: str = ""
    """How the answer should look, said behind the task."""


def task_for(question: Question, turns: Sequence[Turn]) -> Task | None:
    """The task of a question, whose turns these are: that of its words or, where it has none of its own, of its shortcut."""
    is_in_words = question.follow_up is not None and question.follow_up.offer is Offer.ASK
    if question.pointed and not is_in_words:
        return pointed_at(turns, question.pointed)
    return task_of(turns, recap=question.recap is not None)


def pointed_at(turns: Sequence[Turn], pointed: Pointed) -> Task:
    """The task of somebody who used a shortcut on a message; the turns but the last are what it was used on."""
    asker = turns[-1].speaker
    match pointed.shortcut:
        case Shortcut.SUMMARY:
            return Task(
                asker=asker, text=prompt("summarise_thread"), is_summary=True, is_about_thread=True, form=prompt("summary")
            )
        case Shortcut.ACTIONS:
            return Task(asker=asker, text=prompt("thread_actions"), is_summary=True, is_about_thread=True)
        case Shortcut.EXPLANATION:
            return Task(asker=asker, text=prompt("explain_file"), is_summary=True, is_about_files=True)
        case Shortcut.TRANSLATION:
            has_files = any(turn.files for turn in turns[:-1])
            words = prompt("translate_file" if has_files else "translate_message").format(words=pointed.language)
            return Task(asker=asker, text=words, is_translation=True, is_about_files=has_files)


def task_of(turns: Sequence[Turn], *, recap: bool = False) -> Task | None:
    """The task that the last of `turns` sets; None where only help can be given.

    Files without words are summarised, and so is the thread when it has content and the mention stands alone.
    Help is for the word `help`, and for where there is nothing at all.
    """
    own = turns[-1]
    if recap:
        return Task(asker=own.speaker, text=prompt("recap"), is_summary=True)
    words = without_mention(own.text)
    if words.lower() in _HELP:
        return None
    if words:
        return _own(own.speaker, words, names=[file.label for file in own.files])
    if own.files:
        return Task(asker=own.speaker, text=prompt("summarise_files"), is_summary=True, form=prompt("summary"))
    if any(turn.text.strip() or turn.files for turn in turns[:-1]):
        return Task(
            asker=own.speaker, text=prompt("summarise_thread"), is_summary=True, is_about_thread=True, form=prompt("summary")
        )
    return None


def tapped(task: Task, offer: Offer, *, answer: str, words: str, asker: str) -> Task:
    """The task of somebody who tapped on an offer under an earlier answer, which was the answer to `task`."""
    match offer:
        case Offer.SHORTER | Offer.LONGER | Offer.ACTIONS | Offer.TABLE | Offer.TRANSLATED:
            said = prompt(f"follow_up_{offer}").format(task=task.text, answer=answer, words=words)
            is_rewrite = offer in {Offer.SHORTER, Offer.TRANSLATED}
            return replace(task, asker=asker, text=said, form="", is_rewrite=is_rewrite, is_tapped=True)
        case _:
            return replace(task, asker=asker)


def wanted_by(step: Step, task: Task) -> Task:
    """The task in the language and at the length that whoever made the workflow wants."""
    wishes = [
        prompt(f"wanted_{what}").format(**{what: neutralise(value)})
        for what, value in (("language", step.language), ("length", step.length))
        if value
    ]
    return replace(task, form="\n".join(filter(None, [task.form, *wishes])))


def without_mention(text: str) -> str:
    """The words without Footnote's own mention at their beginning or end; inside a sentence it is part of what is said."""
    return _OWN_MENTION.sub("", text).strip()


def _own(asker: str, words: str, *, names: Sequence[str]) -> Task:
    """`names` are those of the files that came with the words: to name one is not to ask about something in it."""
    if not _SUMMARISE.search(words):
        return Task(asker=asker, text=words, is_own=True, about=words)
    unnamed = words
    for name in sorted(names, key=len, reverse=True):
        unnamed = unnamed.replace(name, " ")
    rest = _IDLE.sub(" ", _SUMMARISE.sub(" ", unnamed))
    is_about_something = _WORD.search(rest) is not None
    return Task(
        asker=asker,
        text=words,
        is_own=True,
        is_summary=True,
        is_about_thread=_THREAD.search(words) is not None,
        about=words if is_about_something else "",
        form="" if is_about_something else prompt("summary"),
    )
