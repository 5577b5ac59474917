"""One process that wants a workspace's token several times at once: `python -m tests.operations.refreshing`, for its test.

It prints the tokens that it got. Everything it needs stands in its environment.
"""

import asyncio
import os

import aiohttp
from pydantic import SecretStr
from redis.asyncio import Redis

from bot.language import TeamId
from bot.memory.installations import KeptInstallations
from bot.memory.vault import Vault
from bot.operations.rotation import BotTokens
from bot.slack.client import make_client

AT_ONCE = 5


async def main() -> None:
    """Asks, and prints."""
    redis = Redis(unix_socket_path=os.environ["SOCKET"])
    installations = KeptInstallations(redis, Vault([("k1", bytes.fromhex(os.environ["VAULT_KEY"]))]))
    async with aiohttp.ClientSession() as session:
        client = make_client(token=None, api_url=os.environ["SLACK_API_URL"], session=session)
        secret = SecretStr(os.environ["SLACK_CLIENT_SECRET"])
        tokens = BotTokens(installations, client, client_id=os.environ["SLACK_CLIENT_ID"], client_secret=secret)
        team = TeamId(os.environ["TEAM"])
        for token in await asyncio.gather(*(tokens.token(team) for _ in range(AT_ONCE))):
            print(token)
    await redis.aclose()


if __name__ == "__main__":
    asyncio.run(main())
