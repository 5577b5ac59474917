"""Archives and mails made on the spot, and what an extractor makes of them without a worker around it."""

import io
import tarfile
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Literal
from zipfile import ZIP_DEFLATED, ZipFile

from bot.documents.job import Extractor, Job, Member, Opened, Scratch
from bot.language import Unread

Contents = Mapping[str, bytes]


def zipped(contents: Contents, *, compression: int = ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with ZipFile(data, "w", compression) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return data.getvalue()


def locked(data: bytes) -> bytes:
    """The ZIP with the flag that says that its members are encrypted, in both places where it stands."""
    flagged = bytearray(data)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = flagged.find(magic)
        while at >= 0:
            flagged[at + offset] |= 1
            at = flagged.find(magic, at + 1)
    return bytes(flagged)


def tarred(contents: Contents, *links: str, mode: Literal["w", "w:gz", "w:bz2", "w:xz"] = "w") -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:
        for link in links:
            info = tarfile.TarInfo(link)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(info)
        for name, content in contents.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def mail(text: str = "Please see below.", **attachments: bytes) -> EmailMessage:
    """A mail with attachments of these names, in which `_` stands for a dot."""
    message = EmailMessage()
    message["From"] = "Ada <ada@example.com>"
    message["To"] = "Grace <grace@example.com>"
    message["Subject"] = "Quarterly figures"
    message["Message-ID"] = "<1@example.com>"
    message.set_content(text)
    for name, data in attachments.items():
        message.add_attachment(data, "application", "octet-stream", filename=name.replace("_", "."))
    return message


def opened(
    extract: Extractor,
    data: bytes,
    folder: Path,
    *,
    name: str = "",
    password: str | None = None,
    members: int = 50,
    size: int = 2**30,
    seconds: float = 30.0,
) -> Opened:
    """The document, its members unpacked below `folder`."""
    path, scratch = folder / "file", folder / "scratch"
    path.write_bytes(data)
    scratch.mkdir(exist_ok=True)
    room = Scratch(folder=scratch, members=members, size=size)
    job = Job(path=path, name=name, password=password, max_characters=600_000, seconds=seconds, scratch=room)
    document = extract(job)
    assert isinstance(document, Opened)
    return document


def unpacked(document: Opened, folder: Path) -> dict[str, bytes | str]:
    """Each member's bytes by its name, or the reason why there are none."""
    return {
        member.name: member.reason if isinstance(member, Unread) else (folder / "scratch" / member.file).read_bytes()
        for member in document.members
    }


def names(document: Opened) -> list[str]:
    return [member.name for member in document.members if isinstance(member, Member)]
