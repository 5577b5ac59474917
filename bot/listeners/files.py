"""A file that is deleted in Slack by itself: what was read of it is forgotten, in every thread of the workspace."""

from slack_bolt.async_app import AsyncApp

from bot.language import FileId, TeamId
from bot.listeners.envelopes import team_of
from bot.memory.forgetting import Forgetting
from bot.slack.payloads import Payload, child, text_of
from bot.telemetry import log


def register(app: AsyncApp, forgetting: Forgetting) -> None:
    """Joins the event, which Slack sends for what people delete and not for what a retention policy removes
    (docs.slack.dev/reference/events/file_deleted).
    """

    async def deleted(body: Payload) -> None:
        team, file = team_of(body), text_of(child(body, "event"), "file_id")
        if team and file and await forgetting.deleted_file(TeamId(team), FileId(file)):
            log.info("deleted file forgotten", file=file)

    app.event("file_deleted")(deleted)
