"""Archives: what is unpacked of them, and what they can't do to the disk, the clock and the receipt."""

import bz2
import gzip
import io
import lzma
import stat
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

import pytest

from bot.documents import archive as room
from bot.documents.archive import extract_stream, extract_zip
from bot.documents.job import Extractor
from bot.documents.unpacking import FREE_BYTES, clean_path
from bot.language import FileUnreadable, PasswordNeeded, phrases
from tests.documents.files import job
from tests.documents.members import locked, names, opened, tarred, unpacked, zipped

TWO = {"reports/q3.txt": b"three", "q4.txt": b"four"}


@pytest.mark.parametrize("compression", [ZIP_STORED, ZIP_BZIP2, ZIP_LZMA])
def test_a_zips_members_are_unpacked_in_their_order(tmp_path: Path, compression: int) -> None:
    document = opened(extract_zip, zipped(TWO, compression=compression), tmp_path)
    assert list(unpacked(document, tmp_path).items()) == list(TWO.items())
    assert (document.kind, document.warnings) == ("archive", ())
    assert document.pages[0].markdown == "- reports/q3.txt (5 bytes)\n- q4.txt (4 bytes)"


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tars_members_are_unpacked_however_it_is_compressed(
    tmp_path: Path, mode: Literal["w", "w:gz", "w:bz2", "w:xz"]
) -> None:
    document = opened(extract_stream, tarred(TWO, "link", mode=mode), tmp_path)
    assert unpacked(document, tmp_path) == TWO
    assert document.warnings == (phrases.LINKS_LEFT_OUT.format(count=1),)


@pytest.mark.parametrize(
    ("compressed", "name", "member"),
    [
        (gzip.compress(b"a,b", mtime=0), "sales.csv.gz", "sales.csv"),
        (bz2.compress(b"a,b"), "sales.csv.bz2", "sales.csv"),
        (lzma.compress(b"a,b"), "sales.csv.xz", "sales.csv"),
        (gzip.compress(b"a,b", mtime=0), "sales", "sales"),
        (gzip.compress(b"a,b", mtime=0), "mails.zip/a/sales.csv.gz", "mails.zip_a_sales.csv"),
    ],
)
def test_a_single_compressed_file_is_a_member(tmp_path: Path, compressed: bytes, name: str, member: str) -> None:
    assert unpacked(opened(extract_stream, compressed, tmp_path, name=name), tmp_path) == {member: b"a,b"}


def test_folders_are_no_files_and_system_files_are_counted(tmp_path: Path) -> None:
    contents = {"folder/": b"", "__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "a.txt": b"words"}
    document = opened(extract_zip, zipped(contents), tmp_path)
    assert names(document) == ["a.txt"]
    assert document.warnings == (phrases.LINKS_LEFT_OUT.format(count=2),)


def test_a_link_in_a_zip_is_not_followed(tmp_path: Path) -> None:
    data = io.BytesIO()
    with ZipFile(data, "w") as archive:
        link = ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", "words")
    document = opened(extract_zip, data.getvalue(), tmp_path)
    assert names(document) == ["a.txt"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\a.txt", "Users/a.txt"),
        ("a/./b//c.txt", "a/b/c.txt"),
        ("a\nb\u202e\x1b[2Jc.txt", "a b [2Jc.txt"),
        ("..", phrases.UNNAMED),
        ("", phrases.UNNAMED),
        ("long/" * 100 + "a.txt", ("long/" * 100 + "a.txt")[-200:].lstrip("/")),
    ],
)
def test_a_members_name_is_for_people_only(name: str, shown: str) -> None:
    assert clean_path(name) == shown


def test_members_of_one_name_are_told_apart(tmp_path: Path) -> None:
    contents = {"a.txt": b"1", "/a.txt": b"2", "../a.txt": b"3", "b": b"4", "./b": b"5"}
    assert names(opened(extract_zip, zipped(contents), tmp_path)) == ["a.txt", "a (2).txt", "a (3).txt", "b", "b (2)"]


def test_nothing_is_written_outside_the_scratch_folder(tmp_path: Path) -> None:
    opened(extract_zip, zipped({"../../evil": b"x", "/tmp/evil": b"x"}), tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["0", "1", "file", "scratch"]


def test_utf8_names_without_a_mark_are_read_as_such(tmp_path: Path) -> None:
    data = zipped({"Gr\u00fc\u00dfe.txt": b"x"})
    unmarked = bytearray(data)
    unmarked[7] &= ~8 & 0xFF
    unmarked[data.index(b"PK\x01\x02") + 9] &= ~8 & 0xFF
    assert names(opened(extract_zip, bytes(unmarked), tmp_path)) == ["Grüße.txt"]


def test_members_beyond_the_limit_are_listed_and_counted(tmp_path: Path) -> None:
    contents = {f"{number}.txt": b"x" for number in range(room.LISTED_MEMBERS + 20)}
    for extract, data in ((extract_zip, zipped(contents)), (extract_stream, tarred(contents))):
        document = opened(extract, data, tmp_path, members=3)
        assert len(document.members) == 3
        assert document.warnings == (phrases.MORE_MEMBERS.format(count=517),)
        assert document.pages[0].markdown.endswith("\nand 20 more")


def test_of_a_tar_without_end_no_more_is_passed_than_has_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "COUNTED_MEMBERS", 5)
    document = opened(extract_stream, tarred({f"{number}": b"x" for number in range(9)}), tmp_path, members=3)
    assert document.warnings == (phrases.MORE_MEMBERS.format(count=2), phrases.PARTLY)


# Bombs


def test_a_bomb_is_named_and_its_neighbours_are_read(tmp_path: Path) -> None:
    contents = {"a.txt": b"words", "bomb": bytes(FREE_BYTES + 1), "b.txt": b"words"}
    document = opened(extract_zip, zipped(contents), tmp_path)
    assert unpacked(document, tmp_path) == {"a.txt": b"words", "bomb": phrases.UNPACKS_TOO_LARGE, "b.txt": b"words"}


def test_a_member_that_is_too_large_by_itself_says_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.documents.unpacking.MEMBER_BYTES", 1024**2)
    document = opened(extract_zip, zipped({"a": bytes(1024**2 + 1)}), tmp_path)
    assert unpacked(document, tmp_path) == {"a": phrases.MEMBER_TOO_LARGE.format(limit=1)}


def test_a_header_that_lies_about_the_size_changes_nothing(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"words " * 1000}))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    document = opened(extract_zip, bytes(data), tmp_path)
    assert unpacked(document, tmp_path) == {"a.txt": phrases.DAMAGED.format(format="file")}
    assert not list((tmp_path / "scratch").iterdir())


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_bomb_is_a_reason(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    data = compress(bytes(FREE_BYTES + 1))
    with pytest.raises(FileUnreadable) as raised:
        opened(extract_stream, data, tmp_path)
    assert raised.value.sentence == phrases.UNPACKS_TOO_LARGE
    assert not list((tmp_path / "scratch").iterdir())


def test_a_bomb_inside_a_compressed_tar_ends_it_and_says_so(tmp_path: Path) -> None:
    data = tarred({"a.txt": b"words", "bomb": bytes(FREE_BYTES + 1), "b.txt": b"words"}, mode="w:gz")
    document = opened(extract_stream, data, tmp_path)
    assert unpacked(document, tmp_path) == {"a.txt": b"words", "bomb": phrases.UNPACKS_TOO_LARGE}
    assert document.warnings == (phrases.UNPACKS_TOO_LARGE,)


def test_the_disk_is_shared_by_all_members(tmp_path: Path) -> None:
    document = opened(extract_zip, zipped({"a": b"1" * 60, "b": b"2" * 60, "c": b"3" * 40}), tmp_path, size=100)
    assert unpacked(document, tmp_path) == {"a": b"1" * 60, "b": phrases.UNPACKS_TOO_LARGE, "c": b"3" * 40}


def test_unpacking_leaves_time_to_read(tmp_path: Path) -> None:
    document = opened(extract_zip, zipped(TWO), tmp_path, seconds=0.0)
    assert set(unpacked(document, tmp_path).values()) == {phrases.NO_TIME_LEFT}


# Encrypted, damaged, empty


def test_an_encrypted_zip_asks_for_its_password(tmp_path: Path) -> None:
    for password in (None, "wrong"):
        with pytest.raises(PasswordNeeded):
            opened(extract_zip, locked(zipped(TWO)), tmp_path, password=password)


def test_the_password_opens_an_encrypted_zip(tmp_path: Path) -> None:
    # "words" in a.txt, encrypted with "secret" by the method of PKZIP 2.0.
    data = _encrypted({"a.txt": b"words"}, b"secret")
    assert unpacked(opened(extract_zip, data, tmp_path, password="secret"), tmp_path) == {"a.txt": b"words"}
    with pytest.raises(PasswordNeeded):
        opened(extract_zip, data, tmp_path, password="other")


def test_a_single_encrypted_member_is_named(tmp_path: Path) -> None:
    data = bytearray(zipped(TWO))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + offset] |= 1
    document = opened(extract_zip, bytes(data), tmp_path)
    assert unpacked(document, tmp_path) == {"reports/q3.txt": phrases.PASSWORD_PROTECTED, "q4.txt": b"four"}


@pytest.mark.parametrize(("method", "reason"), [(99, phrases.UNKNOWN_ENCRYPTION), (97, "unsupported format (compression)")])
def test_what_python_can_not_undo_is_a_reason(tmp_path: Path, method: int, reason: str) -> None:
    data = bytearray(locked(zipped(TWO)) if method == 99 else zipped(TWO))
    for magic, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.find(magic)
        while at >= 0:
            struct.pack_into("<H", data, at + offset, method)
            at = data.find(magic, at + 1)
    document = opened(extract_zip, bytes(data), tmp_path, password="secret")
    assert set(unpacked(document, tmp_path).values()) == {reason}


@pytest.mark.parametrize(
    ("extract", "data", "reason"),
    [
        (extract_zip, zipped(TWO)[:60], "damaged archive: please export and share it again"),
        (extract_zip, b"PK\x03\x04", "damaged archive: please export and share it again"),
        (extract_zip, zipped({}), phrases.NOTHING_READ),
        (extract_zip, zipped({"folder/": b""}), phrases.NOTHING_READ),
        (extract_stream, gzip.compress(b"words" * 100)[:20], "damaged archive: please export and share it again"),
        (extract_stream, b"\x1f\x8b" + b"\xff" * 30, "damaged archive: please export and share it again"),
        (extract_stream, b"BZh9" + b"\xff" * 30, "damaged archive: please export and share it again"),
        (extract_stream, b"\xfd7zXZ\0" + b"\xff" * 30, "damaged archive: please export and share it again"),
        (extract_stream, tarred({}, "link"), phrases.NOTHING_READ),
    ],
)
def test_what_holds_nothing_readable_says_why(tmp_path: Path, extract: Extractor, data: bytes, reason: str) -> None:
    with pytest.raises(FileUnreadable) as raised:
        opened(extract, data, tmp_path)
    assert raised.value.sentence == reason


def test_of_a_tar_that_breaks_off_the_beginning_is_read(tmp_path: Path) -> None:
    data = tarred({"a.txt": b"words", "b.txt": b"x" * 5000})[:2500]
    document = opened(extract_stream, data, tmp_path)
    assert unpacked(document, tmp_path)["a.txt"] == b"words"
    assert "b.txt" not in names(document) or document.warnings


def test_an_archive_that_lies_too_deep_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for extract, data in ((extract_zip, zipped(TWO)), (extract_stream, tarred(TWO))):
        path.write_bytes(data)
        with pytest.raises(FileUnreadable, match=phrases.TOO_DEEP):
            extract(job(path))


def _encrypted(contents: dict[str, bytes], password: bytes) -> bytes:
    """A ZIP with the old encryption (APPNOTE.TXT 6.1), which `zipfile` reads and does not write."""
    table = [_crc_entry(value) for value in range(256)]
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 0xFF]

    data = bytearray(locked(zipped(contents, compression=ZIP_STORED)))
    ((_, plain),) = contents.items()
    for byte in password:
        update(byte)
    secret = bytearray()
    for byte in bytes(11) + bytes([zlib.crc32(plain) >> 24]) + plain:
        key = keys[2] | 2
        secret.append(byte ^ ((key * (key ^ 1)) >> 8 & 0xFF))
        update(byte)
    for magic, offset in ((b"PK\x03\x04", 18), (b"PK\x01\x02", 20)):
        struct.pack_into("<I", data, data.index(magic) + offset, len(secret))
    end = data.index(b"PK\x05\x06")
    struct.pack_into("<I", data, end + 16, data.index(b"PK\x01\x02") + 12)
    start = data.index(plain)
    return bytes(data[:start] + secret + data[start + len(plain) :])


def _crc_entry(value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
    return value
