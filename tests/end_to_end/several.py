"""The stage of end-to-end tests with several workspaces: one bot over HTTP, which each of them installs by OAuth.

Their channels, people and messages have the same ids: what tells them apart is the workspace alone.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.playground.many import TEAMS, ManyWorkspaces
from tests.end_to_end.bot_process import Bot
from tests.end_to_end.conftest import Scene
from tests.installer import Browser, browsing


class Several:
    """One bot, and what people of each workspace would see."""

    def __init__(self, slack: ManyWorkspaces, bot: Bot, browser: Browser) -> None:
        self.slack = slack
        self.bot = bot
        self.browser = browser
        self.scenes = [Scene(playground, bot) for playground in slack.workspaces.values()]

    async def install(self, place: str) -> None:
        """Somebody of that workspace, or organisation, installs the app in their browser."""
        status, page = await self.browser.install(place)
        assert status == 200, page

    async def say(self, text: str, *, at: float, channel: str = "general") -> str:
        """The same is said in every workspace at one moment of the past, in unix seconds: the ts, which is the same too."""
        said = {await scene.playground.say(text, channel=channel, at=at) for scene in self.scenes}
        (ts,) = said
        return ts


@asynccontextmanager
async def several(
    folder: Path,
    *,
    teams: Mapping[str, str] = TEAMS,
    rotates: bool = False,
    has_enterprise: bool = False,
    installed: bool = True,
    **settings: str,
) -> AsyncGenerator[Several]:
    """A started bot, which every workspace has installed, unless `installed` is false."""
    slack = ManyWorkspaces(teams, rotates=rotates, has_enterprise=has_enterprise, chunk_seconds=0.0, retry_factor=0.01)
    async with slack, browsing(slack) as browser:
        bot = Bot(slack, folder, **settings)
        await bot.start()
        try:
            stage = Several(slack, bot, browser)
            for team in teams if installed else ():
                await stage.install(team)
            yield stage
        finally:
            with suppress(ProcessLookupError):
                await bot.stop()
