"""All that is kept in Redis, told once: under which keys, what it is, whether it is sealed, and for how long.

How long is what the rooms say themselves. docs/privacy.md and docs/operations.md are written from it; it keeps nothing itself.
"""

import re
from dataclasses import dataclass

from bot.memory import (
    cooldown,
    deliveries,
    feedback,
    install_states,
    keys,
    live,
    outbox,
    participation,
    preferences,
    presence,
    pressed,
    refusals,
    replies,
    taps,
    titles,
    whereabouts,
)
from bot.memory.departure_scripts import NOTED_SECONDS, RETURNED_SECONDS
from bot.memory.digests import TALK_SECONDS
from bot.memory.installations import LOCK_SECONDS
from bot.memory.limit_scripts import CHARGE_SECONDS, COUNTS_SECONDS
from bot.memory.page_scripts import READING_SECONDS
from bot.memory.scripts import ASKED_SECONDS, DEAD_KEPT, DEDUPE_SECONDS, LETTER_SECONDS
from bot.memory.threads import INDEX_SECONDS

SEALED, IDS, TIMES, COUNTS = "encrypted", "ids only", "ids and times only", "ids and counts only"
BOTH = "encrypted; ids only"

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
_TTL = "`CONTEXT_TTL`"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Keys of one purpose, as people who run the bot see them: `<team>` and the like stand for what differs."""

    keys: tuple[str, ...]
    what: str
    how: str
    gone: str
    """When, or until what."""

    def holds(self, key: str) -> bool:
        """Whether a key of Redis is one of these."""
        return any(re.fullmatch(re.sub(r"<[^>]*>", "(.+)", re.escape(name)), key) for name in self.keys)


def lasting(seconds: float) -> str:
    """A time as people say it: in the largest unit of which it is a whole number, two days and more in days."""
    for unit, name in _UNITS:
        count, rest = divmod(round(seconds), unit)
        if not rest and (count > 1 or (unit < 86_400 and count)):
            return f"{count} {name}{'s' if count > 1 else ''}"
    return f"{round(seconds)} seconds"


def _after(seconds: float) -> str:
    return f"{lasting(seconds)} later"


def _or_ttl(seconds: float) -> str:
    return f"{lasting(seconds)} later, {_TTL} if that is less"


_FORGOTTEN = "or when they are forgotten"
_UNINSTALLED = "when Footnote is uninstalled"

ALL: tuple[Kept, ...] = (
    Kept(
        keys=("{q}:question:<question>",),
        what='a question that waits for its answer; one edited after its answer, for "Answer again"',
        how=SEALED,
        gone=f"what was asked when it is answered, an edit with the id; its id {_after(DEDUPE_SECONDS)}",
    ),
    Kept(
        keys=("{q}:dead",),
        what=f"which questions were given up, the last {DEAD_KEPT:,}, so that whoever runs Footnote can have them answered after "
        "all; what was asked stays with the question",
        how="ids only; what was asked encrypted",
        gone=f"{_after(LETTER_SECONDS)}, or when it is put back or dropped",
    ),
    Kept(
        keys=(
            *("{q}:due", "{q}:due:<channel>", "{q}:lines", "{q}:pending:<thread>"),
            *("{q}:pending:schedule:<question>", "{q}:wake", "{q}:claim:<owner>"),
        ),
        what="whose turn it is among the questions that wait, and who answers them",
        how=IDS,
        gone="when they are answered",
    ),
    Kept(
        keys=("{q}:asked-in:<thread>", "{q}:asked-by:<team>:<person>"),
        what="which questions were asked in a thread, and by a person",
        how=IDS,
        gone=_after(ASKED_SECONDS),
    ),
    Kept(
        keys=("messages:{<team>}:<channel>:<thread>",),
        what="messages of threads that it was asked in",
        how=SEALED,
        gone=f"{_TTL} after the thread's last message, a day by default",
    ),
    Kept(
        keys=("wrote-in:{<team>}:<person>",),
        what="in which of these threads a person wrote",
        how=IDS,
        gone=f"{_after(INDEX_SECONDS)}, {_TTL} if that is more",
    ),
    Kept(
        keys=("pages:{<team>}:content:<keyed hash>",),
        what="what was read of files, once for equal bytes in a workspace, without the file's name, under a keyed hash of the "
        "bytes; which files and threads have it",
        how=BOTH,
        gone=f"{_TTL} after reading, or with the last thread and file that have it",
    ),
    Kept(
        keys=("pages:{<team>}:versions:<file>", "pages:{<team>}:threads:<file>", "pages:{<team>}:files:<thread>"),
        what="which versions of a file are kept, and for which threads",
        how=IDS,
        gone="with what they list",
    ),
    Kept(
        keys=("pages:{<team>}:gone:<thread or file>", "talk-forgotten:{<team>}"),
        what="which threads and files were just forgotten, so that what was being read of them is not kept",
        how=IDS,
        gone=_after(READING_SECONDS),
    ),
    Kept(
        keys=("digests:{<team>}:<channel>:<thread>",),
        what="what the model noted down of long files, for a question in a thread",
        how=SEALED,
        gone=f"{_TTL} after the first note of that thread",
    ),
    Kept(
        keys=("talk-digests:{<team>}:<channel>:<thread>",),
        what="what it noted down of long threads and channels",
        how=SEALED,
        gone=f"{lasting(TALK_SECONDS)} after the first note of that thread, {_TTL} if that is less",
    ),
    Kept(
        keys=("talk-digested:{<team>}",),
        what="for which threads there are such notes",
        how=IDS,
        gone="with what they list",
    ),
    Kept(
        keys=("answer:{<team>}:<question>",),
        what="an answer with its question and the passages that it cites, for the buttons under it",
        how=SEALED,
        gone=f"{_TTL} after it was given",
    ),
    Kept(
        keys=(
            *("answers-in:{<team>}:<channel>:<thread>", "answers-for:{<team>}:<person>"),
            *("answers-citing:{<team>}:<file>", "answers-quoting:{<team>}:<channel>:<message>"),
            *("feedback-in:{<team>}:<channel>:<thread>", "feedback-by:{<team>}:<person>"),
        ),
        what="which kept answers and feedback belong to a thread, a person, a file, a message that they quote",
        how=IDS,
        gone="with what they list",
    ),
    Kept(
        keys=("feedback:{<team>}:<question>",),
        what="thumbs up and down, and the reasons given for them, without question and answer",
        how=SEALED,
        gone=f"{lasting(feedback.KEPT_SECONDS)} after the newest",
    ),
    Kept(
        keys=("tap:{<team>}:<question>:<button>:<person>",),
        what="who has just tapped what, so that two quick taps are one",
        how=IDS,
        gone=_after(taps.TAP_SECONDS),
    ),
    Kept(
        keys=("private-answer:{<team>}:<question>",),
        what="a private answer to a command or a shortcut, for the button that shares it; the outputs of a workflow's step, "
        "until its run has ended",
        how=SEALED,
        gone=_after(outbox.KEPT_SECONDS),
    ),
    Kept(
        keys=("private-answers:{<team>}:<person>",),
        what="which private answers are kept for a person",
        how=IDS,
        gone=_after(outbox.KEPT_SECONDS),
    ),
    Kept(
        keys=("pressed:{<team>}:<person>",),
        what="the message that is to be translated, while the form for it is open",
        how=SEALED,
        gone=_after(pressed.KEPT_SECONDS),
    ),
    Kept(
        keys=("pressed-on:{<team>}:<message>",),
        what="who wants a message translated",
        how=IDS,
        gone=_after(pressed.KEPT_SECONDS),
    ),
    Kept(
        keys=("person-settings:{<team>}:<person>",),
        what="what people chose for themselves: language and length of answers",
        how=SEALED,
        gone=f"when they change it, {_FORGOTTEN}",
    ),
    Kept(
        keys=("channel-settings:{<team>}", "workspace-settings:{<team>}"),
        what="what admins set: channels and people on lists, a channel's instructions, guests, retention",
        how=SEALED,
        gone="when it is changed; a channel's when that is deleted",
    ),
    Kept(
        keys=("submitted:{<team>}:<form>",),
        what="which forms of settings were just saved, so that a second press changes nothing",
        how=IDS,
        gone=_after(preferences.SUBMITTED_SECONDS),
    ),
    Kept(
        keys=("schedule:{<team>}:<channel>",),
        what="when a channel wants its recap, by whom that was set, the channel's name, and up to when it was recapped",
        how=SEALED,
        gone="when it is switched off, the channel ends or Footnote leaves it; who set it when they are forgotten",
    ),
    Kept(
        keys=("schedules:{<team>}",),
        what="which channels have one",
        how=IDS,
        gone="with it",
    ),
    Kept(
        keys=("shared-lately:{<team>}:<person>",),
        what=f"the names of the {whereabouts.MOST_FILES} files that somebody last shared in their direct messages with Footnote, "
        "to suggest questions about them",
        how=SEALED,
        gone=f"{_or_ttl(whereabouts.SHARED_SECONDS)}; when the message is deleted",
    ),
    Kept(
        keys=("shared-order:{<team>}:<person>",),
        what="in which order these were shared",
        how=IDS,
        gone=_or_ttl(whereabouts.SHARED_SECONDS),
    ),
    Kept(
        keys=("looked-at:{<team>}:<person>",),
        what="the channel that somebody looks at beside Slack's view of their conversation with Footnote, to suggest a recap of "
        "it",
        how=SEALED,
        gone=f"{_or_ttl(whereabouts.LOOKED_AT_SECONDS)}; when they look elsewhere",
    ),
    Kept(
        keys=("took-part:{<team>}:<channel>:<thread>", "wish:{<team>}:<channel>:<thread>"),
        what="in which threads it took part, and which are muted",
        how=TIMES,
        gone=_after(participation.KEPT_SECONDS),
    ),
    Kept(
        keys=("obeyed:{<team>}:<channel>:<thread>:<message>",),
        what="which messages' orders were carried out",
        how=IDS,
        gone=_after(participation.OBEYED_SECONDS),
    ),
    Kept(
        keys=("welcomed:{<team>}:<person or channel>",),
        what="where Footnote has introduced itself",
        how=IDS,
        gone="when Footnote is uninstalled; a channel's when that is deleted",
    ),
    Kept(
        keys=("titled:{<team>}:<channel>:<thread>",),
        what="which conversations have a title in Slack",
        how=IDS,
        gone=_after(titles.KEPT_SECONDS),
    ),
    Kept(
        keys=("replies:<question>",),
        what="which messages are its answers",
        how=IDS,
        gone=_after(replies.KEPT_SECONDS),
    ),
    Kept(
        keys=("live:{<team>}",),
        what="which answers are being shown now",
        how=IDS,
        gone=_after(live.LIVE_SECONDS),
    ),
    Kept(
        keys=("active:{<team>}", "receiving:{<team>}"),
        what="in which threads something was asked lately, when something could be received, and since when not all was heard, "
        "to look there for what was missed while nothing ran",
        how=TIMES,
        gone=_after(presence.KEPT_SECONDS),
    ),
    Kept(
        keys=("gap:{<team>}",),
        what="when events may last have been missed",
        how="a time",
        gone=_UNINSTALLED,
    ),
    Kept(
        keys=(
            *("{limits}:counts:<day>", "{limits}:reserved", "{limits}:charge:<question>"),
            "{limits}:told:<team>:<person>:<limit>",
        ),
        what="how many requests and tokens people, channels and workspaces used, and what is reserved for questions under way",
        how=COUNTS,
        gone=f"when they count no more, a day's counts {_after(COUNTS_SECONDS)}, a question's {_after(CHARGE_SECONDS)}",
    ),
    Kept(
        keys=("{limits}:everywhere", "{limits}:workspace:<team>", "{limits}:in:<team>:<channel>"),
        what="limits that were changed",
        how=COUNTS,
        gone="when they are reset; a channel's when that is deleted",
    ),
    Kept(
        keys=("{departed}:since", "{departed}:due"),
        what="which workspaces have uninstalled Footnote, to remove what comes late",
        how=TIMES,
        gone=f"within {lasting(NOTED_SECONDS)}",
    ),
    Kept(
        keys=("{departed}:returned",),
        what="which workspaces have installed it, so that no older news of its end counts",
        how=TIMES,
        gone=_after(RETURNED_SECONDS),
    ),
    Kept(
        keys=("workspaces", "teams-in:{<organisation>}"),
        what="which workspaces have installed Footnote, or belong to an organisation that has",
        how=IDS,
        gone=_UNINSTALLED,
    ),
    Kept(
        keys=("installation:{<team or organisation>}", "organisation:{<team>}"),
        what="the tokens of an installation, who made it and what it is called; the organisation whose installation serves a "
        "workspace",
        how=SEALED,
        gone=_UNINSTALLED,
    ),
    Kept(
        keys=("refreshing:{<team or organisation>}",),
        what="that somebody refreshes its token",
        how="no content",
        gone=_after(LOCK_SECONDS),
    ),
    Kept(
        keys=("install-state:<keyed hash>",),
        what="an installation that has begun",
        how=SEALED,
        gone=_after(install_states.STATE_SECONDS),
    ),
    Kept(
        keys=("deliveries",),
        what="which kinds of things Slack has delivered, to all workspaces together, and when the last of each came",
        how="kinds and times only",
        gone=f"{lasting(deliveries.KEPT_SECONDS)} after the last one",
    ),
    Kept(
        keys=("image-refusal:<model>",),
        what="which models refused images",
        how="a name",
        gone=_after(refusals.KEPT_SECONDS),
    ),
    Kept(
        keys=("cooldown:<hash of its address>",),
        what="until when the API wants no calls",
        how="a time",
        gone=f"{lasting(cooldown.MOST_SECONDS)} later at most",
    ),
)

KINDS = frozenset(keys.kind(name) for kept in ALL for name in kept.keys)
"""What keys of ours begin with: others may use the same Redis."""
