"""The list of all checks, and their findings. Add a check here."""

import asyncio
from collections.abc import Sequence
from itertools import chain

from bot.operations.doctor import api, configured, machine, picture, reading, slack, store
from bot.operations.doctor.check import Case, Check
from bot.operations.doctor.finding import Finding

NETWORK_SECONDS = 20.0
"""For two or three answers, each of which comes within a second where all is well."""
STORE_SECONDS = 45.0
"""An embedded server reads its data back first, for 30 seconds at most."""
READING_SECONDS = 90.0
"""Loading every library and the OCR's models takes five seconds on two cores, and much longer on a small busy machine."""

CHECKS = (
    Check(what="settings", seconds=NETWORK_SECONDS, run=configured.examine),
    Check(what="Slack", seconds=NETWORK_SECONDS, run=slack.examine),
    Check(what="Redis", seconds=STORE_SECONDS, run=store.examine),
    Check(what="API", seconds=NETWORK_SECONDS, run=api.examine),
    Check(what="image", seconds=picture.SECONDS + NETWORK_SECONDS, run=picture.examine),
    Check(what="reading", seconds=READING_SECONDS, run=reading.examine),
    Check(what="machine", seconds=NETWORK_SECONDS, run=machine.examine),
)
"""In the order in which their findings are shown. They run side by side."""


OF_ONE_WORKSPACE = tuple(check for check in CHECKS if check.what == "Slack")
"""What concerns one of many workspaces that are served together; the rest is the business of whoever runs the bot."""


async def examine(case: Case, *, checks: Sequence[Check] = CHECKS) -> list[Finding]:
    """All findings. It never fails, and changes nothing that the bot would not change at its start."""
    return list(chain.from_iterable(await asyncio.gather(*(check.findings(case) for check in checks))))
