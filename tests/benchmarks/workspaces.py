"""What one more workspace costs a process that serves many: memory, and the time to open it.

`python -m tests.benchmarks.workspaces` measures and prints it. Slack is a fake of the tests' on a socket of this process; each
workspace is opened as a receiver opens it, with its client, its rooms, its listeners and what goes on beside them.
"""

import asyncio
import base64
import gc
import os
import time
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bot.house import House, open_house
from bot.language import TeamId
from bot.listeners.errands import Errands
from bot.reception import Reception
from bot.settings import Settings, load_settings
from bot.telemetry import configure_logging
from bot.workspaces import Installed
from tests.benchmarks import machine
from tests.slack.channels import SlackOfChannels, served
from tests.slack.fake import BOT, TOKEN

WORKSPACES = 200


class _Slack(SlackOfChannels):
    """It says who a token is."""

    def _auth_test(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {"ok": True, "team_id": "T1", "team": "Acme", "url": self.url, "user_id": BOT, "bot_id": "B0BOT"}


class _All:
    """So many workspaces have installed it."""

    async def teams(self) -> Collection[TeamId]:
        return [TeamId(f"T{number:06}") for number in range(WORKSPACES)]

    async def of(self, team: TeamId) -> object | None:
        return team

    async def renew(self, team: TeamId) -> None:
        """It never gets that old."""
        del team


async def _measured(house: House, settings: Settings) -> tuple[float, list[float]]:
    """Kilobytes for each workspace, and the milliseconds that each took to open, one after the other."""
    errands = Errands()
    reception = Reception(settings, errands, asyncio.Event())
    took: list[float] = []
    async with Installed(house, _All(), client=lambda _: house.slack(TOKEN), receiving=reception.receiving) as workspaces:
        # The first brings along what all share.
        await workspaces.of(TeamId("TFIRST"))
        before = await machine.resident_megabytes(os.getpid())
        for team in await _All().teams():
            began = time.monotonic()
            await workspaces.of(team)
            took.append(1000 * (time.monotonic() - began))
        gc.collect()
        after = await machine.resident_megabytes(os.getpid())
    await errands.aclose()
    return (after - before) * 1000 / WORKSPACES, took


async def _main() -> None:
    configure_logging(level="ERROR", shape="text")
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="footnote-bench-"))
        slack = await stack.enter_async_context(served(_Slack()))
        settings = load_settings(
            {
                "slack_api_url": f"{slack.url}/api/",
                "aimlapi_base_url": slack.url,
                "data_dir": Path(folder),
                "context_keys": f"k1:{base64.b64encode(bytes(32)).decode()}",
                "slack_client_id": "1.2",
                "slack_client_secret": "client-secret",
                "slack_signing_secret": "signing-secret",
            }
        )
        house = await stack.enter_async_context(open_house(settings))
        kilobytes, took = await _measured(house, settings)
    print(machine.description())
    print(f"{WORKSPACES} workspaces in one process: {kilobytes:,.0f} KB each; opened in {median(took):.1f} ms (median)")


if __name__ == "__main__":
    asyncio.run(_main())
