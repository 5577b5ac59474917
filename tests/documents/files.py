"""Small files made on the spot, and the shared corpus where it stands beside the repository."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image

from bot.documents.job import Job
from bot.language import Document, FileUnreadable

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"


def corpus(name: str) -> Path:
    """A file of the shared corpus; skips the test where there is none."""
    path = CORPUS / name
    if not path.exists():
        pytest.skip("the shared corpus is not beside the repository")
    return path


def job(path: Path, *sought: str, password: str | None = None, max_characters: int = 600_000, seconds: float = 30.0) -> Job:
    return Job(path=path, password=password, max_characters=max_characters, seconds=seconds, sought=sought)


def refusal(read: Callable[[], Document]) -> str | None:
    """Why a file was refused; nothing when it was read."""
    try:
        read()
    except FileUnreadable as error:
        return error.sentence
    return None


def pdf(*texts: str, kids: str | None = None) -> bytes:
    """A PDF with one page for each text, in Helvetica; an empty text makes a page without a text layer."""
    count = len(texts)
    pages = [4 + 2 * number for number in range(count)]
    listed = kids if kids is not None else " ".join(f"{page} 0 R" for page in pages)
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{listed}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(texts):
        drawn = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode() if text else b""
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {pages[number] + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    out = bytearray(b"%PDF-1.4\n")
    places: list[int] = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out)


def image(size: tuple[int, int] = (64, 48), *, mode: str = "RGB", color: object = "red", encoding: str = "PNG") -> bytes:
    data = BytesIO()
    Image.new(mode, size, color).save(data, encoding)  # pyright: ignore[reportArgumentType] - a colour's type hangs on the mode
    return data.getvalue()


def png_bomb(side: int) -> bytes:
    """A PNG that claims side x side pixels of one colour, in few bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))

    header = struct.pack("!IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def archive(*members: str) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w") as zipped:
        for member in members:
            zipped.writestr(member, "x")
    return data.getvalue()
