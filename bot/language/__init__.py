"""The words of this project as types, nothing else. Every room may use them; they use no room."""

from bot.language.answer import Answer, Receipt, ReceiptLine, Usage
from bot.language.document import Anchor, AnchorKind, Document, Page, Picture
from bot.language.errors import (
    ContentRefused,
    ContextTooLong,
    FileUnreadable,
    FootnoteError,
    KeyRefused,
    LeaseLost,
    ModelBusy,
    ModelError,
    ModelUnavailable,
    OutOfCredits,
    OutOfReach,
    PasswordNeeded,
    SettingsError,
    SlackRefused,
    StoreUnavailable,
)
from bot.language.ids import ChannelId, FileId, QuestionId, TeamId, ThreadRef, Ts, UserId
from bot.language.message import FileRef, Message, Turn
from bot.language.question import QUESTION_VERSION, Question, Surface

__all__ = [
    "QUESTION_VERSION",
    "Anchor",
    "AnchorKind",
    "Answer",
    "ChannelId",
    "ContentRefused",
    "ContextTooLong",
    "Document",
    "FileId",
    "FileRef",
    "FileUnreadable",
    "FootnoteError",
    "KeyRefused",
    "LeaseLost",
    "Message",
    "ModelBusy",
    "ModelError",
    "ModelUnavailable",
    "OutOfCredits",
    "OutOfReach",
    "Page",
    "PasswordNeeded",
    "Picture",
    "Question",
    "QuestionId",
    "Receipt",
    "ReceiptLine",
    "SettingsError",
    "SlackRefused",
    "StoreUnavailable",
    "Surface",
    "TeamId",
    "ThreadRef",
    "Ts",
    "Turn",
    "Usage",
    "UserId",
]
