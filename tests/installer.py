"""Somebody's browser, in which they install the app in a playground of many workspaces."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape

import aiohttp

from bot.listeners.installing import INSTALL_PATH
from bot.playground.doors import HOST
from bot.playground.entities import TEAM
from bot.playground.many import ManyWorkspaces


@dataclass
class Browser:
    """Somebody's browser, with its cookies."""

    session: aiohttp.ClientSession
    bot: str
    slack: ManyWorkspaces

    async def get(self, address: str) -> tuple[int, str]:
        async with self.session.get(address) as response:
            return response.status, await response.text()

    async def begin(self) -> str:
        """Presses the button: the address of Slack's page."""
        async with self.session.post(f"{self.bot}{INSTALL_PATH}", allow_redirects=False) as response:
            assert response.status == 302
            return response.headers["Location"]

    async def agree(self, address: str, *, place: str = TEAM, answer: str = "allow") -> str:
        """Answers on Slack's page: the address of the way back."""
        async with self.session.get(address) as response:
            assert response.status == 200
            fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', await response.text()))
        form = {name: unescape(value) for name, value in fields.items()} | {"place": place, "answer": answer}
        async with self.session.post(address, data=form, allow_redirects=False) as response:
            assert response.status == 302
            return response.headers["Location"]

    async def install(self, place: str = TEAM) -> tuple[int, str]:
        """All of it: the last page."""
        return await self.get(await self.agree(await self.begin(), place=place))


@asynccontextmanager
async def browsing(slack: ManyWorkspaces) -> AsyncGenerator[Browser]:
    bot = f"http://{HOST}:{slack.bot_port}"
    # Browsers keep secure cookies of this machine, aiohttp only where it is told to.
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=bot)) as session:
        yield Browser(session, bot, slack)
