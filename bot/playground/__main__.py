"""`python -m bot.playground`: starts the playground and the bot beside it, opens the page, and ends both together."""

import argparse
import asyncio
import os
import signal
import sys
import webbrowser
from contextlib import suppress
from functools import partial
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.playground import bot_log
from bot.playground.bot_log import BotLog
from bot.playground.child import Child
from bot.playground.pause import Pause, server_of
from bot.playground.server import Limits, Playground, Transport

DEFAULT_PORT = 8765
REDIS_SOCKET = Path("valkey") / "valkey.sock"
"""Where the bot's embedded server listens, within `DATA_DIR`."""

RETRY_FACTOR = 0.05
"""Slack's retries after one and five minutes come here after 3 and 15 seconds: somebody is watching."""


class Caller(BaseSettings):
    """What the playground takes over from the person who starts it; nothing of Slack."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    aimlapi_api_key: SecretStr | None = None
    aimlapi_base_url: str = "https://api.aimlapi.com/v1"
    model: str = "nvidia/nemotron-nano-12b-v2-vl"
    data_dir: Path = Path(".data")
    log_level: str = "INFO"


def main() -> int:
    """Reads the command line and runs until Ctrl-C, SIGTERM, or the end of the bot. Returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m bot playground", description="Footnote in a Slack workspace on this machine."
    )
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help=f"the page's port ({DEFAULT_PORT}; the next free one if taken)"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open the page in a browser")
    parser.add_argument("--transport", choices=("socket", "http"), default="socket", help="how events reach the bot (socket)")
    parser.add_argument("--limits", choices=("off", "slack"), default="off", help="whether Slack's rate limits hold (off)")
    arguments = parser.parse_args()
    transport: Transport = "http" if arguments.transport == "http" else "socket"
    limits: Limits = "slack" if arguments.limits == "slack" else "off"
    with suppress(KeyboardInterrupt):
        return asyncio.run(
            serve(port=int(arguments.port), open_page=not arguments.no_browser, transport=transport, limits=limits)
        )
    return 0


async def serve(*, port: int, open_page: bool, transport: Transport, limits: Limits) -> int:
    """Runs the playground and the bot; returns the bot's exit status where it could not be kept running, else 0."""
    caller = Caller()
    playground = _playground(caller, port=port, transport=transport, limits=limits)
    log = BotLog()
    child = Child(
        [sys.executable, "-m", "bot"],
        environment=bot_environment(playground, caller),
        on_line=log.hear,
        on_change=playground.workspace.signal.fire,
    )
    playground.watch(lambda: child.running)
    playground.inspector.log, playground.inspector.lives = log, child.lives
    playground.faults.kill, playground.faults.redis = child.kill, Pause(partial(server_of, _data_dir(caller) / REDIS_SOCKET))
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stopped.set)
    async with playground:
        bot = asyncio.create_task(child.run())
        stopping = asyncio.create_task(stopped.wait())
        print(f"Playground: {playground.url} (answers by {playground.model_name}; Ctrl-C ends it)", flush=True)  # noqa: T201
        print("The bot's log follows; how each answer came about is on the page, under Inspect.", flush=True)  # noqa: T201
        if open_page:
            await asyncio.to_thread(webbrowser.open, playground.url)
        await asyncio.wait({bot, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if bot.done():
            return bot.result()
        await playground.faults.reset()  # A bot whose Redis is held still could not end in order.
        bot.cancel()
        with suppress(asyncio.CancelledError):
            await bot
    return 0


def bot_environment(playground: Playground, caller: Caller) -> dict[str, str]:
    """The caller's environment without anything of Slack's or of a Redis that others use; the rest as it is."""
    inherited = {name: value for name, value in os.environ.items() if not name.upper().startswith("SLACK_")}
    # Explicit empty values also keep what stands in .env from getting through.
    own = {"REDIS_URL": "", "CONTEXT_KEYS": "", "DATA_DIR": str(_data_dir(caller))}
    level = {} if caller.log_level.upper() == "DEBUG" else {"LOG_LEVEL": "INFO"}
    return {**inherited, **playground.bot_environment(), **own, **bot_log.SETTINGS, **level}


def _data_dir(caller: Caller) -> Path:
    return caller.data_dir / "playground"


def _playground(caller: Caller, *, port: int, transport: Transport, limits: Limits) -> Playground:
    """The playground on that port or the next free one. Raises `OSError` if there is none."""
    key = caller.aimlapi_api_key.get_secret_value().strip() if caller.aimlapi_api_key else ""
    for candidate in range(port, 65_535):
        try:
            return Playground(
                port=candidate,
                transport=transport,
                limits=limits,
                retry_factor=RETRY_FACTOR,
                model_url=caller.aimlapi_base_url if key else None,
                model_key=key,
                model_name=caller.model if key else "stand-in",
            )
        except OSError:
            continue
    raise OSError("no free port")


if __name__ == "__main__":
    sys.exit(main())
