"""The program inside a worker process: it limits itself, then reads one file after the other until its input ends.

Run as `python -m bot.documents.child BYTES`, with the address space that it may use.
"""

import math
import os
import resource
import sys
from contextlib import suppress
from importlib import import_module
from typing import BinaryIO, cast

from bot.documents.job import FRAME, MEMBER_BYTES, Extractor, Refusal, Reply, Request
from bot.language import FileUnreadable, phrases
from bot.language.speech import language, speaking

CPU_GRACE_SECONDS = 2
"""The wall clock ends a worker first; this ends one whose parent is no longer there to do so."""


def main() -> None:
    """Serves requests from standard input. Native code may print: only our own frames may reach the real output."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    limit(resource.RLIMIT_CORE, 0)
    # What an extractor unpacks is all that it writes; a parser that begins to must not fill the disk.
    limit(resource.RLIMIT_FSIZE, MEMBER_BYTES)
    limit(resource.RLIMIT_AS, int(sys.argv[1]))
    serve(sys.stdin.buffer, replies)


def limit(which: int, most: int) -> None:
    """Lowers one soft limit of this process where the system has it: macOS refuses `RLIMIT_AS`."""
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(which)
        resource.setrlimit(which, (most, hard))


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answers every request frame with one reply frame, until there is no further one."""
    while len(header := requests.read(FRAME.size)) == FRAME.size:
        (size,) = cast(tuple[int], FRAME.unpack(header))
        request = Request.model_validate_json(requests.read(size))
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + request.job.seconds) + CPU_GRACE_SECONDS)
        body = answer(request).model_dump_json().encode()
        replies.write(FRAME.pack(len(body)) + body)
        replies.flush()


def answer(request: Request) -> Reply:
    """Runs the extractor. Any error becomes a refusal, which names the error's type and never its text."""
    with speaking(language(request.job.language)):
        return _answer(request)


def _answer(request: Request) -> Reply:
    try:
        module, _, function = request.extractor.partition(":")
        extract = cast(Extractor, getattr(import_module(module), function))
        return Reply(outcome=extract(request.job))
    except FileUnreadable as error:
        return Reply(outcome=Refusal.of(error))
    except MemoryError:
        return Reply(outcome=Refusal(sentence=phrases.TOO_LARGE_TO_READ, detail="MemoryError"))
    except Exception as error:  # noqa: BLE001 - the border of the sandbox
        return Reply(outcome=Refusal(sentence=phrases.CRASHED_READER, detail=type(error).__name__))


if __name__ == "__main__":
    main()
