"""What a ZIP declares, against its limits, before anything of it is inflated."""

from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

import pytest

from bot.documents.preflight import LIMITS, MEBIBYTE, Limits, check, directory_bytes, inflate, open_zip
from bot.language import FileUnreadable, phrases
from tests.documents.office_files import zipped


def _entry(name: str, size: int, packed: int) -> ZipInfo:
    entry = ZipInfo(name)
    entry.file_size, entry.compress_size = size, packed
    return entry


@pytest.mark.parametrize(
    ("entries", "size", "reason"),
    [
        ([_entry("a", 1_000, 100)], 200, None),
        ([_entry("a", 10 * MEBIBYTE, 100)], 200, None),
        ([_entry("a", 101 * MEBIBYTE, 50 * MEBIBYTE)], 51 * MEBIBYTE, phrases.UNPACKS_TOO_LARGE),
        ([_entry(str(at), 90 * MEBIBYTE, MEBIBYTE) for at in range(6)], 7 * MEBIBYTE, phrases.UNPACKS_TOO_LARGE),
        ([_entry("a", 50 * MEBIBYTE, MEBIBYTE // 4)], MEBIBYTE // 4 + 100, phrases.UNPACKS_TOO_LARGE),
        ([_entry(str(at), 100, 100) for at in range(3)], 200, phrases.UNPACKS_TOO_LARGE),
        ([_entry(str(at), 0, 0) for at in range(10_001)], 10**6, phrases.TOO_MANY_MEMBERS.format(limit=10_000)),
    ],
    ids=["plain", "dense but small", "large part", "large in all", "dense", "overlapping", "many"],
)
def test_what_a_directory_declares_is_held_against_the_limits(entries: list[ZipInfo], size: int, reason: str | None) -> None:
    try:
        check(entries, size=size)
    except FileUnreadable as error:
        assert error.sentence == reason  # noqa: PT017 - a table of both ends
    else:
        assert reason is None


def test_a_directory_that_is_too_long_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(zipped({"a" * 3_000: "x"}))
    with pytest.raises(FileUnreadable) as raised:
        open_zip(path, format_label="ZIP", limits=Limits(entries=1))
    assert raised.value.sentence == phrases.TOO_MANY_MEMBERS.format(limit=1)


def test_what_is_no_zip_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(FileUnreadable) as raised:
        open_zip(path, format_label="ZIP")
    assert raised.value.sentence == phrases.DAMAGED.format(format="ZIP")


def test_a_directory_is_measured_by_what_the_archive_says() -> None:
    assert directory_bytes(BytesIO(b"no archive")) == 0
    assert directory_bytes(BytesIO(zipped({"a": "x"}))) == 47


def test_a_member_is_counted_while_it_is_inflated(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(zipped({"a": "x" * 1_000}))
    with open_zip(path, format_label="ZIP") as archive:
        assert inflate(archive, archive.getinfo("a")) == b"x" * 1_000
        with pytest.raises(FileUnreadable):
            inflate(archive, archive.getinfo("a"), most=999)
    assert LIMITS.part == 100 * MEBIBYTE


def test_a_damaged_member_is_told_apart(tmp_path: Path) -> None:
    data = bytearray(zipped({"a": "some words that are packed, and more of them"}))
    data[40] ^= 0xFF
    with ZipFile(BytesIO(data)) as archive, pytest.raises(BadZipFile):
        inflate(archive, archive.getinfo("a"))
