"""Where the playground listens, which is on this machine only, and whom it lets in: nothing that a page of another site sent."""

import socket
from collections.abc import Iterable
from contextlib import suppress
from random import SystemRandom
from urllib.parse import urlsplit

from aiohttp import web

HOST = "127.0.0.1"


def refusal_of(request: web.Request, *, ports: Iterable[int]) -> web.Response | None:
    """Refuses what another site could send through the browser: a foreign Host (rebinding) or Origin. None for the rest."""
    own = {f"{host}:{port}" for host in (HOST, "localhost") for port in ports}
    origin = request.headers.get("Origin")
    # The SDK's own Socket Mode client leaves the port out; a browser never does, and it is the name that rebinding changes.
    if request.headers.get("Host", "") not in {*own, HOST, "localhost"}:
        return web.Response(status=403, text="wrong Host")
    if origin is not None and (urlsplit(origin).scheme != "http" or urlsplit(origin).netloc not in own):
        return web.Response(status=403, text="wrong Origin")
    return None


def listen(port: int) -> socket.socket:
    """A listening socket on this machine only. Raises `OSError` if the port is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    return listener


def free_port() -> int:
    """A port that nobody listens at now, below those that the system gives to connections (ip(7), `ip_local_port_range`).

    One of those may be given away before whoever is meant to listen there does, even to a client of the same machine that
    tries to reach it. And it is drawn by the system's own chance: another process that was started with the same seed draws
    other ones.
    """
    while True:
        port = SystemRandom().choice(range(10_000, 32_000))
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe, suppress(OSError):
            probe.bind(("", port))
            return port
