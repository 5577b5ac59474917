"""Every event that no other listener takes: acknowledged, so that Slack neither retries it nor disables deliveries."""

import re

from slack_bolt.async_app import AsyncApp

from bot.telemetry import Telemetry


def register(app: AsyncApp, telemetry: Telemetry) -> None:
    """Must come after all other listeners: Bolt takes the first that fits."""

    async def acknowledge() -> None:
        telemetry.count("events_ignored", "unhandled type")

    app.event(re.compile(r".*", re.DOTALL))(acknowledge)
