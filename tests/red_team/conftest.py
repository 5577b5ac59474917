"""One stage for all cases of a module: each question is asked on it afresh."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from bot.language import Document, FileUnreadable
from tests.red_team.plants import plants
from tests.red_team.stage import Stage, read_all, stage


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document | FileUnreadable]:
    """What the real reader makes of all planted files."""
    return read_all({str(plant): (plant.file, plant.data) for plant in plants()}, tmp_path_factory.mktemp("plants"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bare_stage() -> AsyncGenerator[Stage]:
    """A stage without files."""
    async with stage() as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage_with_files(documents: dict[str, Document | FileUnreadable]) -> AsyncGenerator[Stage]:
    """A stage on which all planted files are known."""
    async with stage(documents) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def on(bare_stage: Stage) -> Stage:
    """The stage, afresh."""
    bare_stage.afresh()
    return bare_stage


@pytest_asyncio.fixture(loop_scope="module")
async def on_files(stage_with_files: Stage) -> Stage:
    """The same with files."""
    stage_with_files.afresh()
    return stage_with_files
