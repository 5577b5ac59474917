"""Reads files as the bot does, in a process of its own, and says how each one ended and how much this process grew.

`python -m tests.documents.hostile_run FILE...` prints a line of JSON for each file, and at last one with `grown`, in bytes.
"""

import asyncio
import json
import resource
import sys
from pathlib import Path

from bot.documents.reader import Reader
from bot.language import Document, FileUnreadable, Unread

SECONDS = 10.0
"""For one file: enough for every honest one, and too little for a bomb to be worth it."""
AT_ONCE = 2


async def main(paths: list[Path]) -> None:
    """Reads all, two at a time."""
    reader = Reader(processes=AT_ONCE, seconds=SECONDS)
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(path: Path) -> None:
        async with slots:
            print(json.dumps(await outcome(reader, path)))

    await one(paths[0])
    before = peak()
    await asyncio.gather(*map(one, paths[1:]))
    print(json.dumps({"grown": peak() - before}))
    await reader.aclose()


async def outcome(reader: Reader, path: Path) -> dict[str, str]:
    """The file, and either `text` and the `kind`, or the `reason`."""
    try:
        document = await reader.read(path, name=path.name)
    except FileUnreadable as error:
        return {"path": str(path), "reason": error.sentence, "detail": error.detail}
    return {"path": str(path), "kind": document.kind, "text": told(document)[:20_000]}


def told(document: Document | Unread) -> str:
    """All that is said of a document: names, texts, warnings and reasons, its children's too."""
    if isinstance(document, Unread):
        return f"{document.name}: {document.reason}"
    pages = "\n".join(f"{page.anchor} {page.markdown} {' '.join(page.warnings)}" for page in document.pages)
    return "\n".join([document.name, pages, *document.warnings, *map(told, document.children)])


def peak() -> int:
    """The most memory that this process has had so far, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # Not `ru_maxrss`, which on Linux begins with what the parent process had.
        return next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    asyncio.run(main([Path(argument) for argument in sys.argv[1:]]))
