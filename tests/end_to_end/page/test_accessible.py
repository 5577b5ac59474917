"""Every surface of the page is held to WCAG 2.2 as far as axe-core can tell, in light and in dark."""

from collections.abc import Sequence
from typing import Literal, TypedDict, cast

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

from tests.end_to_end.browser import TOGETHER
from tests.end_to_end.page.stage import Stage
from tests.end_to_end.page.surfaces import SURFACES, Exhibit, surface

pytestmark = TOGETHER

SCHEMES: Sequence[Literal["light", "dark"]] = ("light", "dark")
RUN = """async () => (await axe.run(document, {
  resultTypes: ["violations"], rules: {"target-size": {enabled: true}},
})).violations"""


class Node(TypedDict):
    """An element that breaks a rule."""

    target: list[str]
    failureSummary: str


class Violation(TypedDict):
    """A rule of axe-core's that is broken (github.com/dequelabs/axe-core/blob/develop/doc/API.md)."""

    id: str
    impact: str
    nodes: list[Node]


async def findings(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands: how grave, by which rule, where, and what would mend it."""
    await page.evaluate(AXE_SCRIPT)
    violations = cast("list[Violation]", await page.evaluate(RUN))
    return [f"{v['impact']} {v['id']} {node['target']}: {node['failureSummary']}" for v in violations for node in v["nodes"]]


@pytest.mark.parametrize("name", SURFACES)
async def test_axe_finds_nothing_in_light_or_dark(stage: Stage, exhibit: Exhibit, name: str) -> None:
    async with surface(stage, exhibit, name) as page:
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert await findings(page) == [], scheme
