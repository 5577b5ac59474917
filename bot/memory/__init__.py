"""All that outlives a process: the inbox and what is kept in Redis. No other room knows a key, a script or the vault.

Whatever can't reach Redis raises `StoreUnavailable`.
"""

from bot.memory.documents import KeptDocuments
from bot.memory.inbox import Claim, Depth, Hold, Idle, Inbox
from bot.memory.live import LiveAnswers
from bot.memory.participation import Participation
from bot.memory.refusals import ImageRefusals
from bot.memory.replies import KeptReplies
from bot.memory.server import durability_warnings, open_redis
from bot.memory.threads import KeptThreads
from bot.memory.vault import Vault, load_vault

__all__ = [
    "Claim",
    "Depth",
    "Hold",
    "Idle",
    "ImageRefusals",
    "Inbox",
    "KeptDocuments",
    "KeptReplies",
    "KeptThreads",
    "LiveAnswers",
    "Participation",
    "Vault",
    "durability_warnings",
    "load_vault",
    "open_redis",
]
