"""The words of this project as types, and those that it says to people. Every room may use them; they use no room."""

from typing import TYPE_CHECKING

from bot.language import marks
from bot.language.answer import Answer, Citation, Links, Locked, Offer, Receipt, ReceiptLine, Usage
from bot.language.document import (
    ARCHIVE,
    CLIP,
    MESSAGES,
    TRANSCRIPT,
    Anchor,
    AnchorKind,
    Document,
    Link,
    Page,
    PartialTable,
    Picture,
    Unread,
)
from bot.language.errors import (
    ContentRefused,
    ContextTooLong,
    Declined,
    FileUnreadable,
    FootnoteError,
    KeyRefused,
    LeaseLost,
    ModelBusy,
    ModelError,
    ModelUnavailable,
    NotAdmitted,
    OutOfCredits,
    OutOfReach,
    OverLimit,
    PasswordNeeded,
    Postponed,
    SettingsError,
    SlackRefused,
    StoreUnavailable,
)
from bot.language.feedback import Fault, Feedback
from bot.language.ids import ChannelId, FileId, QuestionId, TeamId, ThreadRef, Ts, UserId
from bot.language.kept import KeptAnswer
from bot.language.message import FileRef, Message, Transcript, Turn
from bot.language.preferences import (
    ChannelSettings,
    Length,
    Outside,
    PersonSettings,
    Terms,
    WorkspaceSettings,
)
from bot.language.question import QUESTION_VERSION, FollowUp, Question, Recap, Surface

if TYPE_CHECKING:
    from bot.language.catalogue import en as phrases
else:  # The texts of the language in force, which are named and typed as the English ones.
    from bot.language.speech import phrases

__all__ = [
    "ARCHIVE",
    "CLIP",
    "MESSAGES",
    "QUESTION_VERSION",
    "TRANSCRIPT",
    "Anchor",
    "AnchorKind",
    "Answer",
    "ChannelId",
    "ChannelSettings",
    "Citation",
    "ContentRefused",
    "ContextTooLong",
    "Declined",
    "Document",
    "Fault",
    "Feedback",
    "FileId",
    "FileRef",
    "FileUnreadable",
    "FollowUp",
    "FootnoteError",
    "KeptAnswer",
    "KeyRefused",
    "LeaseLost",
    "Length",
    "Link",
    "Links",
    "Locked",
    "Message",
    "ModelBusy",
    "ModelError",
    "ModelUnavailable",
    "NotAdmitted",
    "Offer",
    "OutOfCredits",
    "OutOfReach",
    "Outside",
    "OverLimit",
    "Page",
    "PartialTable",
    "PasswordNeeded",
    "PersonSettings",
    "Picture",
    "Postponed",
    "Question",
    "QuestionId",
    "Recap",
    "Receipt",
    "ReceiptLine",
    "SettingsError",
    "SlackRefused",
    "StoreUnavailable",
    "Surface",
    "TeamId",
    "Terms",
    "ThreadRef",
    "Transcript",
    "Ts",
    "Turn",
    "Unread",
    "Usage",
    "UserId",
    "WorkspaceSettings",
    "marks",
    "phrases",
]
