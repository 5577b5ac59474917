"""Files made to kill, hang or bloat whoever reads them, or to lead them out of their bounds: the same ones at every run.

Nothing of this is kept in the repository; `write_all` makes it in a folder. Names of kinds that the reader does not know yet
do no harm: they end as a reason.
"""

import random
import struct
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tests.documents import samples
from tests.documents.files import CORPUS, pdf, png_bomb

SEED = 20261122
MUTATIONS = 400
LARGEST_MUTATED = 200_000
"""Bytes. Larger files of the corpus are left as they are: a mutation in a hundred thousand bytes hits pixels."""
SECRET = "b4d6-what-another-file-holds"
"""What a file beside the hostile ones says: it must never come up in what is read of them."""
MEBIBYTE = 1024**2

LAUGHS = "".join(
    ['<!DOCTYPE x [<!ENTITY l0 "ha">', *(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)), "]>"],
)


def write_all(folder: Path) -> list[Path]:
    """Writes every file; returns them in a fixed order."""
    secret = folder.parent / "secret.txt"
    secret.write_text(SECRET, "utf-8")
    paths: list[Path] = []
    for group in (crafted(secret), broken(), mutated()):
        for name, data in group:
            path = folder / f"{len(paths):04}" / name
            path.parent.mkdir(parents=True)
            path.write_bytes(data)
            paths.append(path)
    return paths


def crafted(secret: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of one file for every known way to misuse a format."""
    outside = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    bomb = docx_bomb(megabytes=300)
    yield "bomb.docx", bomb
    yield "modest-bomb.docx", with_sizes_denied(bomb)
    yield "bomb.zip", zip_bomb("words.txt", megabytes=300)
    yield "laughs.docx", samples.docx(samples.paragraph("&l9;"), prolog=LAUGHS)
    yield "outside.docx", samples.docx(samples.paragraph("&e;"), prolog=outside)
    yield "laughs.xml", f'<?xml version="1.0"?>{LAUGHS}<x>&l9;</x>'.encode()
    yield "laughs.html", f"{LAUGHS}<html><p>&l9;</p></html>".encode()
    yield "outside.xml", f'<?xml version="1.0"?>{outside}<x>&e;</x>'.encode()
    yield "laughs.epub", epub_with_package(f'{LAUGHS}<package xmlns="http://www.idpf.org/2007/opf">&l9;</package>')
    yield "outside.epub", samples.epub({"../../../../../../../../etc/passwd": "x", "a.xhtml": f"{outside}<p>&e;</p>"})
    yield "sparse.xlsx", samples.xlsx(samples.row(1, A="first") + samples.row(1_048_576, XFD="last"))
    yield "million.xlsx", samples.xlsx('<row r="1"><c r="A1"/></row>' + '<row r="1048577"/>' * 1000)
    yield "page-tree-loop.pdf", pdf("Words", kids="2 0 R")
    yield "page-tree-of-a-billion.pdf", pdf("Words").replace(b"/Count 1", b"/Count 999999999")
    yield "huge-page.pdf", pdf("Words").replace(b"[0 0 612 792]", b"[0 0 9e9 9e9]")
    yield "encrypted.pdf", encrypted_pdf()
    yield "encrypted.zip", encrypted_zip(samples.zipped({"a.txt": "words"}))
    yield "encrypted.docx", encrypted_zip(samples.docx(samples.paragraph("words")))
    yield "50000-squared.png", png_bomb(50_000)
    yield "nested.html", b"<div>" * 200_000 + b"deep"
    yield "attributes.html", b"<p " + b"a=1 " * 500_000 + b">wide"
    yield "unclosed.html", b"<p style='font-size:0'>" * 50_000
    yield "comments.html", b"<!--" * 500_000
    yield "nested.json", b"[" * 2_000_000
    yield "nested.ipynb", b'{"cells":[' + b'{"cell_type":[' * 500_000
    yield "cells.ipynb", b'{"cells":[' + b",".join([b'{"cell_type":"code","source":"x","outputs":[]}'] * 50_000) + b"]}"
    yield "headings.md", b"# a\n\n" * 200_000
    yield "cues.vtt", b"WEBVTT\n\n" + b"0:00.000 --> 0:01.000\nx\n\n" * 100_000
    yield (
        "nested.docx",
        samples.docx("<w:sdt><w:sdtContent>" * 20_000 + samples.paragraph("deep") + "</w:sdtContent></w:sdt>" * 20_000),
    )
    yield (
        "nested-tables.docx",
        samples.docx("<w:tbl><w:tr><w:tc>" * 20_000 + samples.paragraph("deep") + "</w:tc></w:tr></w:tbl>" * 20_000),
    )
    yield "nested.rtf", b"{\\rtf1" + b"{" * 200_000 + b"words"
    yield "entries.zip", samples.zipped({f"{number}.txt": "" for number in range(10_000)})
    yield "too-many-entries.zip", samples.zipped({f"{number}.txt": "" for number in range(10_001)})
    yield "nested.zip", nested_zip(depth=20)
    yield "climbing.zip", samples.zipped({"../../../secret.txt": "x", "/etc/passwd": "x", "C:\\a.txt": "x", "a\0b.txt": "x"})
    yield "one-line.csv", b"a," * 2_000_000
    yield "quotes.csv", b'"' * 1_000_000
    yield "zeros.txt", b"\0" * 5_000_000
    yield "mail-in-mail.eml", nested_mail(depth=200)
    yield (
        "boundaries.eml",
        b"MIME-Version: 1.0\nMessage-ID: <1>\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 100_000,
    )
    yield "bomb.gz", gzip_bomb(megabytes=300)
    yield "gigabyte-page.pdf", stream_bomb_pdf(megabytes=1024)
    yield "two-gigabytes.docx", docx_bomb(megabytes=2048)


def broken() -> Iterator[tuple[str, bytes]]:
    """Every kind cut off at several places, empty, and under the name of another."""
    kinds = samples.every_kind()
    names = list(kinds)
    for name, data in kinds.items():
        for share in (0.1, 0.5, 0.9):
            yield name, data[: int(len(data) * share)]
        yield name, b""
    for name, other in zip(names, [*names[7:], *names[:7]], strict=True):
        yield other, kinds[name]


def mutated(count: int = MUTATIONS) -> Iterator[tuple[str, bytes]]:
    """`count` samples with random damage, the same at every run; half of them from the corpus where it is there."""
    chance = random.Random(SEED)
    made = samples.every_kind()
    shared = _of_corpus()
    for number in range(count):
        source = shared if shared and number % 2 else made
        name = chance.choice(sorted(source))
        yield name, mutate(source[name], chance)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """The data with one to eight wounds: bytes flipped, overwritten, cut out, doubled, put in, cut off."""
    wounded = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(max(1, len(wounded)))
        length = min(chance.choice((1, 2, 4, 16, 256)), len(wounded) - at)
        match chance.randrange(6):
            case 0:
                wounded[at : at + 1] = bytes([wounded[at] ^ 1 << chance.randrange(8)]) if wounded else b""
            case 1:
                wounded[at : at + length] = chance.choice((b"\xff", b"\0", b"\x7f", b"9")) * length
            case 2:
                del wounded[at : at + length]
            case 3:
                wounded[at:at] = wounded[at : at + length] * chance.randint(1, 20)
            case 4:
                wounded[at:at] = chance.randbytes(length)
            case _ if chance.random() < 0.2:
                del wounded[at:]
            case _:
                wounded[at : at + 4] = struct.pack("<I", chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF)))
    return bytes(wounded)


def docx_bomb(*, megabytes: int) -> bytes:
    """A Word document whose text is so many megabytes of blanks."""
    whole = samples.docx(samples.paragraph("|"))
    with ZipFile(BytesIO(whole)) as archive:
        before, after = archive.read("word/document.xml").split(b"|")
        rest = {name: archive.read(name) for name in archive.namelist() if name != "word/document.xml"}
    return zip_bomb("word/document.xml", megabytes=megabytes, before=before, after=after, rest=rest)


def zip_bomb(
    member: str, *, megabytes: int, before: bytes = b"", after: bytes = b"", rest: Mapping[str, bytes] | None = None
) -> bytes:
    """A ZIP with one member of so many megabytes of blanks between two pieces."""
    data = BytesIO(samples.zipped(rest or {}))
    with ZipFile(data, "a") as archive:
        info = ZipInfo(member)
        info.compress_type = ZIP_DEFLATED
        with archive.open(info, "w", force_zip64=megabytes >= 2048) as target:
            target.write(before)
            for _ in range(megabytes):
                target.write(b" " * MEBIBYTE)
            target.write(after)
    return data.getvalue()


def with_sizes_denied(archive: bytes) -> bytes:
    """The archive with a directory that claims one kibibyte for each member, whatever it unpacks to."""
    data = bytearray(archive)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 24 : at + 28] = struct.pack("<I", 1024)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def encrypted_zip(archive: bytes) -> bytes:
    """The archive with every member marked as encrypted, as far as its headers tell."""
    data = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def encrypted_pdf() -> bytes:
    """A PDF that says that it is encrypted, with a password that nobody knows."""
    key = "00" * 32
    locked = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >> /ID [<{key}> <{key}>] /Root"
    return pdf("Words").replace(b"/Root", locked.encode())


def stream_bomb_pdf(*, megabytes: int) -> bytes:
    """A PDF whose one page has a content stream of so many megabytes of blanks, in a thousandth of the size."""
    squeezed = blanks(megabytes)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(squeezed), squeezed)
    return pdf("").replace(b"<< /Length 0 >>\nstream\n\nendstream", stream)


def blanks(megabytes: int) -> bytes:
    """So many megabytes of blanks in zlib's format, made fast: after a full flush every block is the same."""
    squeezer = zlib.compressobj(9)
    first = squeezer.compress(b" " * MEBIBYTE) + squeezer.flush(zlib.Z_FULL_FLUSH)
    block = squeezer.compress(b" " * MEBIBYTE) + squeezer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(megabytes):
        check = zlib.adler32(b" " * MEBIBYTE, check)
    return first + block * (megabytes - 1) + b"\x03\x00" + struct.pack(">I", check)


def gzip_bomb(*, megabytes: int) -> bytes:
    """A GZIP of so many megabytes of blanks; its check sum is wrong, which only shows at the end."""
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + blanks(megabytes)[2:-4] + struct.pack("<II", 0, megabytes * MEBIBYTE)


def nested_zip(*, depth: int) -> bytes:
    """A ZIP in a ZIP in a ZIP, twice on every level."""
    data = b"words"
    name = "a.txt"
    for _ in range(depth):
        data = samples.zipped({name: data, f"again-{name}": data[:100_000]})
        name = "a.zip"
    return data


def nested_mail(*, depth: int) -> bytes:
    """A mail that forwards a mail that forwards a mail."""
    head = b"MIME-Version: 1.0\nMessage-ID: <1@example.org>\nSubject: again\nContent-Type: message/rfc822\n\n"
    return head * depth + samples.MAIL.encode()


def epub_with_package(package: str) -> bytes:
    """A book with this package file."""
    return samples.zipped({"META-INF/container.xml": samples.CONTAINER, "OPS/book.opf": package})


def _of_corpus() -> Mapping[str, bytes]:
    if not CORPUS.exists():
        return {}
    small = (path for path in sorted(CORPUS.iterdir()) if path.is_file() and path.stat().st_size <= LARGEST_MUTATED)
    return {path.name: path.read_bytes() for path in small}
