"""A Slack workspace on your own machine, for trying Footnote and for its end-to-end tests.

It imports nothing else of this project and speaks to the bot over HTTP and WebSocket only, as Slack and the API do.
"""

from bot.playground.server import Playground

__all__ = ["Playground"]
