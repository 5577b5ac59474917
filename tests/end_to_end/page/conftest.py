"""The stage of the page's tests: one workspace, one bot and one browser for all of them, and a channel and a tab for each."""

from collections.abc import AsyncGenerator
from contextlib import suppress

import pytest
import pytest_asyncio

from bot.playground.server import Playground
from tests.end_to_end.bot_process import Bot
from tests.end_to_end.browser import chromium
from tests.end_to_end.page.stage import Desk, Stage
from tests.end_to_end.page.surfaces import Exhibit, exhibit_in


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Stage]:
    """A started bot in an empty workspace, and a browser."""
    async with Playground(chunk_seconds=0.0) as playground, chromium() as browser:
        bot = Bot(playground, tmp_path_factory.mktemp("page"))
        await bot.start()
        yield Stage(playground, browser)
        with suppress(ProcessLookupError):
            await bot.stop()


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def exhibit(stage: Stage) -> Exhibit:
    """One of everything."""
    return await exhibit_in(stage)


@pytest_asyncio.fixture(loop_scope="package")
async def desk(stage: Stage) -> AsyncGenerator[Desk]:
    """An empty channel on a desktop's screen."""
    channel = stage.room()
    page = await stage.tab(stage.address(channel))
    yield Desk(stage, channel, page)
    await page.close()
