"""Extractors that misbehave as native parsers do. Only worker processes ever run them."""

import os
import sys
import time

from bot.documents.job import Job
from bot.language import Anchor, AnchorKind, Document, FileUnreadable, Page, PasswordNeeded


def abort(_job: Job) -> Document:
    os.abort()


def hang(_job: Job) -> Document:
    while True:
        time.sleep(1)


def bloat(_job: Job) -> Document:
    return Document(name="", kind=str(len(bytearray(64 * 1024**3))))


def fail(_job: Job) -> Document:
    raise ValueError("words of the file")


def refuse(_job: Job) -> Document:
    raise FileUnreadable("a reason", detail="a detail")


def ask_password(_job: Job) -> Document:
    raise PasswordNeeded("password-protected")


def print_to_all(job: Job) -> Document:
    """Writes where only frames may go, as C code does."""
    os.write(1, b"noise on standard output")
    os.write(2, b"noise on standard error")
    sys.stdout.write("more noise")
    return read(job)


def read(job: Job) -> Document:
    page = Page(anchor=Anchor(kind=AnchorKind.WHOLE), markdown=job.path.read_text("utf-8"))
    return Document(name="", kind="test", pages=(page,), total_pages=1)


def process_id(_job: Job) -> Document:
    return Document(name="", kind=str(os.getpid()))


def environment(_job: Job) -> Document:
    return Document(name="", kind=" ".join(sorted(os.environ)))


def dump_core(_job: Job) -> Document:
    import resource

    return Document(name="", kind=str(resource.getrlimit(resource.RLIMIT_CORE)[0]))


def babble(_job: Job) -> Document:
    """Answers with what is no reply, as a worker would that a file has taken over."""
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, b"\0\0\0\2{]")
        except OSError:
            continue
    return hang(_job)


def flood(_job: Job) -> Document:
    """Announces a reply of four gigabytes."""
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, b"\xff\xff\xff\xff")
        except OSError:
            continue
    return hang(_job)


def memory(_job: Job) -> Document:
    import resource

    return Document(name="", kind=str(resource.getrlimit(resource.RLIMIT_AS)[0]))


def fill_disk(job: Job) -> Document:
    with (job.path.parent / "filled").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(8 * 1024**2))
