"""What a Slack workspace holds, as plain values: users, files, messages, channels, and the changes and calls about them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

Payload: TypeAlias = dict[str, object]
"""A JSON object of Slack's wire, made or received."""

TEAM = "T0PLAY00001"
OTHER_TEAM = "T0OTHER0001"
APP = "A0PLAY00001"
BOT = "B0PLAYBOT01"
BOT_USER = "U0PLAYBOT01"
SLACKBOT = "USLACKBOT"
YOU = "U0PLAYYOU01"
ALEX = "U0PLAYALEX1"
SAM = "U0PLAYSAM01"
LENA = "U0PLAYLENA1"
GUEST = "U0PLAYROB01"
OUTSIDER = "U0OTHERKIM1"
DM = "D0PLAYYOU01"

# The bot scopes of the app's manifest.
SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "reactions:write",
        "usergroups:read",
        "users:read",
    }
)


class SlackError(Exception):
    """Slack's word for why a call was refused, `channel_not_found` for instance; `more` goes beside it in the answer."""

    def __init__(self, code: str, **more: object) -> None:
        super().__init__(code)
        self.code = code
        self.more = more


@dataclass(frozen=True, kw_only=True)
class User:
    """Somebody whom the workspace knows: a member, a guest (`is_restricted`, `is_ultra_restricted` for one channel only), a bot
    (`bot_id`), or a person of another organisation (`team`). `tz_offset` is in seconds east of Greenwich.
    """

    id: str
    name: str
    bot_id: str | None = None
    team: str = TEAM
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    tz: str = "Europe/Berlin"
    tz_offset: int = 3_600
    locale: str = "en-US"

    @property
    def is_guest(self) -> bool:
        """Whether this person sees no more than the conversations that they are in."""
        return self.is_restricted or self.is_ultra_restricted


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """What Slack has written down of a clip: WebVTT at `path`, and how its words begin. Without a path it is still at it."""

    path: Path | None = None
    preview: str = ""
    has_more: bool = False


@dataclass(frozen=True, kw_only=True)
class SharedFile:
    """A file as the workspace knows it. `size` is in bytes; `path` is where its bytes are, if it has any.

    `shape` is how Slack shows it: `stub` is Slack Connect's `check_file_info`, whose whole object only `files.info` and the
    reading methods give (docs.slack.dev/apis/slack-connect).
    """

    id: str
    name: str
    mimetype: str
    size: int
    user: str
    created: int
    path: Path | None = None
    title: str = ""
    shape: Literal["hosted", "stub", "external", "tombstone", "hidden_by_limit"] = "hosted"
    external_url: str = ""
    transcript: Transcript | None = None
    team: str = TEAM

    @property
    def is_media(self) -> bool:
        """Whether it is audio or video."""
        return self.mimetype.startswith(("audio/", "video/"))


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """An emoji under a message, by name, and who put it there, in order."""

    name: str
    users: tuple[str, ...]


StreamingState: TypeAlias = Literal["in_progress", "completed", "errored"]


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message. `thread_ts` is set on replies only; `deleted` marks the tombstone of a parent that has replies.

    With `markdown` the text is Markdown as it was sent, and the blocks stand below it; without, the text is mrkdwn and the
    blocks stand in its place. `streaming` is set once the message was streamed.
    """

    channel: str
    ts: str
    user: str
    text: str
    markdown: bool = False
    streaming: StreamingState | None = None
    reactions: tuple[Reaction, ...] = ()
    thread_ts: str | None = None
    broadcast: bool = False
    blocks: tuple[Payload, ...] = ()
    files: tuple[str, ...] = ()
    metadata: Payload | None = None
    edited_ts: str | None = None
    deleted: bool = False
    ephemeral_to: str | None = None


@dataclass(kw_only=True)
class Channel:
    """A channel, a DM (`user` is the person on its other side) or a group DM (`is_mpim`). `is_ext_shared` is Slack Connect's.

    `team` is the workspace that its events name: Slack sends those of every workspace that has the app.
    """

    id: str
    name: str
    members: set[str]
    is_private: bool = False
    is_mpim: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False
    user: str | None = None
    team: str = TEAM
    messages: dict[str, Message] = field(default_factory=dict[str, Message])

    @property
    def is_im(self) -> bool:
        """Whether this is a DM with the bot."""
        return self.user is not None

    @property
    def kind(self) -> Literal["channel", "group", "im", "mpim"]:
        """`channel_type` of events."""
        return "im" if self.is_im else "mpim" if self.is_mpim else "group" if self.is_private else "channel"

    @property
    def typed_name(self) -> str:
        """The name that interactions and commands carry: that of a private channel stays untold."""
        return {"im": "directmessage", "group": "privategroup"}.get(self.kind, self.name)

    @property
    def is_public(self) -> bool:
        """Whether who is no member may know of it."""
        return self.kind == "channel"


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happened: subscribers get one of these after each mutation. `previous` is the message before it.

    `streamed` and `reaction` are changes of a message that Slack does not tell the app of as `message_changed`; `seeded` is a
    message that was written long ago, of which it is told nothing. `view` is a modal before `user`, `home` what the Home tab
    shows `user`; they have no channel, nor have `file`, `file_deleted`, `run`, which is a run of a workflow's step, `bot`:
    whether that runs has changed, and `unknown`: a method was called that there is not. `title` is that of a thread, as its
    `status`.
    """

    kind: Literal[
        "message",
        "seeded",
        "changed",
        "streamed",
        "reaction",
        "deleted",
        "status",
        "session",
        "joined",
        "file",
        "file_deleted",
        "view",
        "home",
        "title",
        "prompts",
        "run",
        "bot",
        "unknown",
    ]
    channel: str = ""
    message: Message | None = None
    previous: Message | None = None
    thread_ts: str = ""
    status: str = ""
    user: str = ""
    file: SharedFile | None = None


SessionStatus: TypeAlias = Literal["processing", "active", "suspended", "closed"]


@dataclass(frozen=True, kw_only=True)
class Session:
    """What Slack knows of the app's work in one thread (docs.slack.dev/ai/agent-sessions)."""

    status: SessionStatus
    title: str = ""
    initiator: str = ""


@dataclass(frozen=True, kw_only=True)
class Prompts:
    """What is suggested in a direct message: a heading, and of each suggestion its button and what is sent when it is tapped."""

    title: str = ""
    prompts: tuple[tuple[str, str], ...] = ()


@dataclass
class Call:
    """One call of the Web API as it arrived, and what came of it; times are in seconds of `time.monotonic`."""

    method: str
    args: Payload
    token: str
    at: float
    ended_at: float | None = None
    status: int = 0
    """Of the answer over HTTP; 0 until it is there, and where the connection was cut instead."""
    answer: str = ""
    """As much of the answer's JSON as is kept to be looked at."""


@dataclass(frozen=True, kw_only=True)
class UnknownMethod:
    """A method of the Web API that was called, and that this Slack does not have. Times are in unix seconds."""

    name: str
    times: int
    first_at: int
    last_at: int
