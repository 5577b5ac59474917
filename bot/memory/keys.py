"""Every Redis key of the project, in one place, as pure functions. What is kept for a thread names team, channel and thread;
what was read of files is kept once for a workspace, and names the threads that have a right to it.

The inbox's keys share the hash tag `{q}`, so that one script may touch them all on a Redis Cluster; so do a thread's keys
and its workspace's, with the tag `{<team>}`. The limits' keys share `{limits}`.
"""

from hashlib import sha256

from bot.language import ChannelId, FileId, QuestionId, TeamId, ThreadRef, Ts, UserId

# The inbox. Its scripts derive the keys of threads, questions and owners from `INBOX_DUE` in the same way.
INBOX = "{q}:"
INBOX_DUE = "{q}:due"
"""The threads with questions, by when somebody may take them; for each channel the same again in `{q}:due:<channel>`."""
INBOX_LINES = "{q}:lines"
"""Those keys of channels, by when it is their turn."""
INBOX_WAKE = "{q}:wake"
INBOX_DEAD = "{q}:dead"
INBOX_FLAGS = "{q}:flags"
"""A pub/sub channel: the ids of running questions that were cancelled or edited."""
INBOX_CLAIMS = "{q}:claim:"
"""What the keys begin with under which each owner's newest claim is remembered for its lease: the thread."""

DELIVERIES = "deliveries"
"""The kinds of things that Slack has delivered, to all workspaces together, by when the last of each came. A hash."""

FEEDBACK = "feedback"
"""What the keys of all feedback begin with."""


DEPARTED = "{departed}:since"
"""The workspaces that have uninstalled Footnote, by when; until what may still be written for them was removed."""
DEPARTED_DUE = "{departed}:due"
"""The same, by when it is to be removed next."""
RETURNED = "{departed}:returned"
"""The workspaces that have installed Footnote lately, by when."""


def names(key: str, team: TeamId, channel: ChannelId | None = None) -> bool:
    """Whether a key is that workspace's (and of that channel), or a member or a field of what workspaces share.

    Each such name holds the id as a part of its own between colons, with or without the braces of a tag.
    """
    named = parts(key)
    return team in named and (channel is None or channel in named)


def parts(key: str) -> frozenset[str]:
    """The ids and words of a key, a member or a field."""
    return frozenset(key.replace("{", "").replace("}", "").split(":"))


def kind(key: str) -> str:
    """What a key begins with: for most, which room's it is."""
    return key.partition(":")[0]


def pending(thread: ThreadRef) -> str:
    """The questions of a thread that are not answered yet, in order."""
    return pending_at(thread.key)


def pending_at(thread: str) -> str:
    """The same by the inbox's own key of a thread."""
    return f"{{q}}:pending:{thread}"


def threads_of(thread: ThreadRef) -> str:
    """What the keys of all threads of its channel begin with."""
    return thread.key.removesuffix(thread.ts)


def asked_in(thread: ThreadRef) -> str:
    """The questions that were asked in a thread or about it."""
    return f"{INBOX}asked-in:{thread.key}"


def asked_by(team: TeamId, user: UserId) -> str:
    """The questions that a person has asked."""
    return f"{INBOX}asked-by:{team}:{user}"


def question(question_id: QuestionId) -> str:
    """One question of the inbox: payload, state, owner and counts."""
    return f"{{q}}:question:{question_id}"


def scheduled(question_id: QuestionId) -> str:
    """The inbox's thread key of a question with a due time of its own, which thus never holds up a conversation."""
    return f"schedule:{question_id}"


def schedule(team: TeamId, channel: ChannelId) -> str:
    """The scheduled recap of a channel."""
    return f"schedule:{{{team}}}:{channel}"


def schedules(team: TeamId) -> str:
    """The channels of a workspace that have one."""
    return f"schedules:{{{team}}}"


def _of_thread(kind: str, thread: ThreadRef) -> str:
    return f"{kind}:{{{thread.team}}}:{thread.channel}:{thread.ts}"


def messages(thread: ThreadRef) -> str:
    """The kept messages of a thread."""
    return _of_thread("messages", thread)


def gap(team: TeamId) -> str:
    """The name of the newest gap in a workspace's events."""
    return f"gap:{{{team}}}"


def kept_pages(team: TeamId) -> str:
    """What the keys of a workspace's kept pages begin with. Their scripts derive all of them from it, in its one slot:
    `:content:<name>`, and what leads to it: `:versions:<file>`, `:threads:<file>`, `:files:<thread>`; and for a while after
    something was forgotten, so that what was being read of it is not kept: `:gone:<thread>`, `:gone:<file>`,
    `:gone:<thread>:<file>`.
    """
    return f"pages:{{{team}}}"


def content(team: TeamId, name: str) -> str:
    """What was read of some bytes, and which files in which threads have them. A hash: `pages`, and a `reader` each, which holds
    the pages that are for it alone, if there are any.
    """
    return f"{kept_pages(team)}:content:{name}"


def reader(thread: ThreadRef, file: FileId) -> str:
    """A file in a thread, as the field of a content."""
    return f"{file} {place(thread)}"


def threads_of_file(team: TeamId, file: FileId) -> str:
    """The threads for which a file is kept."""
    return f"{kept_pages(team)}:threads:{file}"


def versions_of_file(team: TeamId, file: FileId) -> str:
    """The contents of a file, by version and edition."""
    return f"{kept_pages(team)}:versions:{file}"


def gone(thread: ThreadRef) -> str:
    """Set for a while once a thread is forgotten: what was being made for it then is not kept."""
    return f"{kept_pages(thread.team)}:gone:{place(thread)}"


def digests(thread: ThreadRef) -> str:
    """What was noted down of the long files of a thread."""
    return _of_thread("digests", thread)


def talk_digests(thread: ThreadRef) -> str:
    """What was noted down of long talk for a question in a thread."""
    return _of_thread("talk-digests", thread)


def talk_digested(team: TeamId) -> str:
    """The threads of a workspace in which something is noted down of talk, there or elsewhere."""
    return f"talk-digested:{{{team}}}"


def talk_forgotten(team: TeamId) -> str:
    """Set for a while once something is forgotten in a workspace: of talk that was being read then nothing is kept."""
    return f"talk-forgotten:{{{team}}}"


def wrote_in(team: TeamId, user: UserId) -> str:
    """The threads of which something may be kept that this person wrote or asked for."""
    return f"wrote-in:{{{team}}}:{user}"


def place(thread: ThreadRef) -> str:
    """A thread's name in its workspace, as the lists of threads hold it."""
    return f"{thread.channel}:{thread.ts}"


def thread_at(team: TeamId, place: str) -> ThreadRef:
    """The thread of that name."""
    channel, _, ts = place.partition(":")
    return ThreadRef(team=team, channel=ChannelId(channel), ts=Ts(ts))


def private_answer(question_id: QuestionId) -> str:
    """One private answer: its text until it can't be shared any more, and how much of it was sent."""
    return _of_answer("private-answer", question_id)


def private_answers(team: TeamId, user: UserId) -> str:
    """Which private answers are kept for one person."""
    return f"private-answers:{{{team}}}:{user}"


def pressed(team: TeamId, user: UserId) -> str:
    """The messages on which one person has used a shortcut whose form may still be open, by the press."""
    return f"pressed:{{{team}}}:{user}"


def pressed_on(team: TeamId, ts: Ts) -> str:
    """Who has used such a shortcut on a message, by person and press."""
    return f"pressed-on:{{{team}}}:{ts}"


def _of_answer(kind: str, question_id: QuestionId) -> str:
    team, _, rest = question_id.partition(":")
    return f"{kind}:{{{team}}}:{rest}"


def kept_answer(question_id: QuestionId) -> str:
    """One answer, for the buttons below it."""
    return _of_answer("answer", question_id)


def answers_in(thread: ThreadRef) -> str:
    """Which answers are kept of a thread."""
    return _of_thread("answers-in", thread)


def answers_for(team: TeamId, user: UserId) -> str:
    """Which answers are kept to what one person has written or asked."""
    return f"answers-for:{{{team}}}:{user}"


def answers_citing(team: TeamId, file: FileId) -> str:
    """Which kept answers cite a file."""
    return f"answers-citing:{{{team}}}:{file}"


def answers_quoting(team: TeamId, channel: ChannelId, ts: Ts) -> str:
    """Which kept answers quote a message, of wherever it stands."""
    return f"answers-quoting:{{{team}}}:{channel}:{ts}"


def tap(question_id: QuestionId, offer: str, user: UserId) -> str:
    """Set for a moment once a person has tapped something under an answer."""
    return f"{_of_answer('tap', question_id)}:{offer}:{user}"


def feedback(question_id: QuestionId) -> str:
    """What people thought of one answer, by person."""
    return _of_answer(FEEDBACK, question_id)


def feedback_in(thread: ThreadRef) -> str:
    """The answers of a thread of which somebody said what they thought."""
    return _of_thread("feedback-in", thread)


def feedback_by(team: TeamId, user: UserId) -> str:
    """The answers of which one person said what they thought."""
    return f"feedback-by:{{{team}}}:{user}"


def person_settings(team: TeamId, user: UserId) -> str:
    """What one person has set for themselves. A hash: a field for each setting."""
    return f"person-settings:{{{team}}}:{user}"


def channel_settings(team: TeamId) -> str:
    """What was set for the channels of a workspace. A hash: a field for each channel."""
    return f"channel-settings:{{{team}}}"


def workspace_settings(team: TeamId) -> str:
    """What was set for a workspace. A hash: a field for each setting."""
    return f"workspace-settings:{{{team}}}"


def submitted(team: TeamId, view: str) -> str:
    """Set once what was filled into a form is saved; `view` is its id and its hash."""
    return f"submitted:{{{team}}}:{view}"


def receiving(team: TeamId) -> str:
    """When each receiver of a workspace's events could last receive."""
    return f"receiving:{{{team}}}"


def active(team: TeamId) -> str:
    """The threads of a workspace in which something was asked lately, by when."""
    return f"active:{{{team}}}"


def took_part(thread: ThreadRef) -> str:
    """Whether Footnote took part in a thread."""
    return _of_thread("took-part", thread)


def muted(thread: ThreadRef) -> str:
    """Whether Footnote was last asked to stay out of a thread, or to come back."""
    return _of_thread("wish", thread)


def titled(thread: ThreadRef) -> str:
    """Set once a thread has a title in Slack's lists."""
    return _of_thread("titled", thread)


def looked_at(team: TeamId, user: UserId) -> str:
    """The channel that a person looks at."""
    return f"looked-at:{{{team}}}:{user}"


def shared_lately(team: TeamId, user: UserId) -> str:
    """The files that a person shared with Footnote last, by id."""
    return f"shared-lately:{{{team}}}:{user}"


def shared_order(team: TeamId, user: UserId) -> str:
    """Their ids, in the order in which they were shared."""
    return f"shared-order:{{{team}}}:{user}"


def obeyed(thread: ThreadRef, ts: Ts) -> str:
    """Set once what a message orders is done."""
    return f"{_of_thread('obeyed', thread)}:{ts}"


def welcomed(team: TeamId, place: str) -> str:
    """Set once Footnote has introduced itself to a person or in a channel."""
    return f"welcomed:{{{team}}}:{place}"


def live_answers(team: TeamId) -> str:
    """The answers that are being shown in a workspace."""
    return f"live:{{{team}}}"


def replies(question_id: QuestionId) -> str:
    """The Slack messages that hold the answer to a question."""
    return f"replies:{question_id}"


WORKSPACES = "workspaces"
"""The ids of all workspaces that are served, or were; in a slot of its own, as it is of no workspace."""


def installation(place: str) -> str:
    """What a workspace or an organisation has installed. A hash: `bot`, and a field for each person who did."""
    return f"installation:{{{place}}}"


def organisation_of(team: TeamId) -> str:
    """The organisation whose installation serves a workspace."""
    return f"organisation:{{{team}}}"


def teams_in(enterprise: str) -> str:
    """The workspaces that an organisation's installation has served."""
    return f"teams-in:{{{enterprise}}}"


def refreshing(place: str) -> str:
    """Set while somebody refreshes the tokens of a workspace or an organisation."""
    return f"refreshing:{{{place}}}"


def install_state(name: str) -> str:
    """An installation that has begun, by the name of its state."""
    return f"install-state:{name}"


def image_refusal(model: str) -> str:
    """Set while a model is known to refuse images."""
    return f"image-refusal:{model}"


# The limits. Their scripts derive the keys of counts, charges and overrides from `LIMITS_RESERVED`, in the one slot of its tag.
LIMITS_RESERVED = "{limits}:reserved"
"""The questions that hold tokens, by the microsecond at which they lose them."""
LIMITS_COUNTS = "{limits}:counts:"
"""What the keys of each day's counts begin with. A hash: a field for each person, workspace and channel, and one for all."""


def limit_overrides(team: TeamId | None) -> str:
    """What admins set in place of the settings, for one workspace or for everywhere; kept until it is reset."""
    return f"{{limits}}:workspace:{team}" if team else "{limits}:everywhere"


def limits_of_channel(team: TeamId, channel: ChannelId) -> str:
    """What admins set in place of the limits on channels, for one of them."""
    return f"{{limits}}:in:{team}:{channel}"


def limit_told(team: TeamId, user: str, limit: str) -> str:
    """Set while a person has just been told that a limit is reached."""
    return f"{{limits}}:told:{team}:{user}:{limit}"


def cooldown(base_url: str) -> str:
    """Set while the API at this address wants no calls. A hash: an address may hold more than an operator wants to show."""
    return f"cooldown:{sha256(base_url.encode()).hexdigest()[:16]}"
