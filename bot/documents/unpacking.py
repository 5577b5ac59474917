"""Takes what a file carries inside into its scratch folder, or to the reason why not. It knows neither archives nor mails.

Sizes are counted while they are written, since headers lie; names are for people and never become paths on disk.
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath
from time import monotonic
from typing import BinaryIO

from bot.documents.job import MEMBER_BYTES, Job, Member
from bot.documents.pages import clean
from bot.language import FileUnreadable, Unread, phrases

INFLATION = 100
"""How many times its own size a file may unpack to: the densest of 115 real files reached 24, bombs begin at 299."""
FREE_BYTES = 16 * 1024**2
"""What may be unpacked whatever the ratio: a log of ten megabytes may well shrink to fifty kilobytes."""
TIME_SHARE = 0.5
"""The share of its time after which a file is not unpacked further: the members have to be read as well."""
NAME_CHARACTERS = 200
"""A member's path is shortened to its end beyond this; the extension breaks ties about the format."""
COPIED_BYTES = 256 * 1024

# Controls, marks that turn the direction of text, and whatever else does not belong into one line.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_DRIVE = re.compile(r"[A-Za-z]:")
_SYSTEM_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})

Open = Callable[[], AbstractContextManager[BinaryIO]]
"""Opens a member for reading. Raises `FileUnreadable`, then or while it is read, for the reason that is told of it."""


class Unpacking:
    """The members of one file, in their order, as far as the job's limits reach."""

    def __init__(self, job: Job) -> None:
        self.members: list[Member | Unread] = []
        self.left_over = 0
        """How many members are beyond the limit and were not even looked at."""
        self._scratch = job.scratch
        self._room = min(job.scratch.size, inflated_bytes(job)) if job.scratch else 0
        self._deadline = monotonic() + job.seconds * TIME_SHARE
        self._names: set[str] = set()

    def add(self, name: str, opened: Open, *, size: int = 0, mimetype: str | None = None) -> None:
        """Unpacks one member, of `size` bytes by its header. What stands in the way becomes the reason in its place."""
        if self._scratch is None or len(self.members) >= self._scratch.members:
            self.left_over += 1
            return
        name = self._unique(clean_path(name))
        file = str(len(self.members))
        try:
            self._unpack(opened, self._scratch.folder / file, size)
        except FileUnreadable as error:
            self.members.append(Unread(name=name, reason=error.sentence))
        else:
            self.members.append(Member(name=name, file=file, mimetype=mimetype))

    def refuse(self, name: str, reason: str) -> None:
        """Takes a member's name and the reason why it is not read."""

        def refused() -> AbstractContextManager[BinaryIO]:
            raise FileUnreadable(reason)

        self.add(name, refused)

    def warnings(self) -> tuple[str, ...]:
        """What to say of the members that were left over."""
        if not self.left_over:
            return ()
        sentence = phrases.MORE_MEMBERS if self._scratch else phrases.MEMBERS_TOO_DEEP
        return (sentence.format(count=self.left_over),)

    def _unpack(self, opened: Open, to: Path, size: int) -> None:
        room, written = self._room, 0
        self._check(size, room)
        try:
            with opened() as source, to.open("wb") as target:
                while chunk := source.read(COPIED_BYTES):
                    written += len(chunk)
                    self._room = room - written
                    self._check(written, room)
                    target.write(chunk)
        except BaseException:
            to.unlink(missing_ok=True)
            raise

    def _check(self, size: int, room: int) -> None:
        if size > MEMBER_BYTES:
            raise FileUnreadable(phrases.MEMBER_TOO_LARGE.format(limit=MEMBER_BYTES // 1024**2))
        if size > room:
            raise FileUnreadable(phrases.UNPACKS_TOO_LARGE)
        if monotonic() > self._deadline:
            raise FileUnreadable(phrases.NO_TIME_LEFT)

    def _unique(self, name: str) -> str:
        count, unique = 1, name
        while unique in self._names:
            count += 1
            stem, dot, extension = name.rpartition(".")
            unique = f"{stem} ({count}).{extension}" if dot and stem else f"{name} ({count})"
        self._names.add(unique)
        return unique


def inflated_bytes(job: Job) -> int:
    """The most that this file may unpack to, by its own size on disk."""
    return max(FREE_BYTES, job.path.stat().st_size * INFLATION)


def clean_path(name: str) -> str:
    """A member's path as people may read it: relative, in one line, not too long. It is never opened under that name."""
    parts = _UNPRINTABLE.sub(" ", clean(_DRIVE.sub("", name, count=1) if _DRIVE.match(name) else name)).replace("\\", "/")
    path = "/".join(part.strip() for part in parts.split("/") if part.strip() not in {"", ".", ".."})
    return path[-NAME_CHARACTERS:].lstrip("/ ") or phrases.UNNAMED


def is_system_file(name: str) -> bool:
    """Whether a member is what macOS or Windows left beside the files: nobody means to share it."""
    path = PurePosixPath(name.replace("\\", "/"))
    return "__MACOSX" in path.parts or path.name.lower() in _SYSTEM_FILES or path.name.startswith("._")
