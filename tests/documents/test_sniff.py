"""What a file is: a table of beginnings, and names that lie."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.sniff import sniff, sniff_file, zip_members
from bot.language import FileUnreadable
from tests.documents.files import archive, corpus, image, pdf

NOISE = bytes(range(256)) * 4


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (pdf("words"), "q3.pdf", "pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.7\n" + NOISE, "q3", "pdf"),
        (b"junk before\n%PDF-1.4\nno binary", "q3.pdf", "pdf"),
        (NOISE + b"%PDF-1.4", "q3", "binary"),
        (NOISE[:500] + b"%PDF-1.4", "q3", "pdf"),
        (b"how a file begins: %PDF-1.4", "notes.md", "markdown"),
        (image(), "a.png", "image"),
        (image(encoding="JPEG"), "a.jpg", "image"),
        (image(encoding="GIF"), "a.gif", "image"),
        (image(encoding="WEBP"), "a.webp", "image"),
        (image(encoding="TIFF"), "a.tiff", "image"),
        (image(encoding="BMP"), "a.bmp", "image"),
        (b"\0\0\0\x18ftypheic\0\0", "a.jpg", "image"),
        (b"\0\0\0\x1cftypavif\0\0", "a", "image"),
        (b"\0\0\x01\0\x01\0\x10\x10", "favicon.ico", "image"),
        (b"\0\0\0\x18ftypM4A \0\0", "a", "audio"),
        (b"\0\0\0\x18ftypisom\0\0", "a.mov", "video"),
        (b"ID3\x03\0\0\0", "a.mp3", "audio"),
        (b"ID3 tags explained", "a.txt", "text"),
        (b"RIFF\0\0\0\0WAVEfmt ", "a.wav", "audio"),
        (b"RIFF\0\0\0\0AVI LIST", "a.avi", "video"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "a.xls", "xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "a.bin", "ole"),
        (b"{\\rtf1\\ansi", "a.rtf", "rtf"),
        (b"\x1f\x8b\x08\0", "a.tar.gz", "tar"),
        (b"BZh91AY&SY", "a.bz2", "tar"),
        (bytes(257) + b"ustar", "a.tar", "tar"),
        (b"7z\xbc\xaf\x27\x1c", "a.zip", "archive"),
        (b"Received: from x\r\n\tby y\r\nFrom: a@b\r\nSubject: x\r\n\r\nhello", "mail", "email"),
        (b"From: a@b\nTo: c@d\nSubject: pasted\n\nMessage-ID: is no header here", "a.txt", "text"),
        (b"SQLite format 3\0\x10", "a.db", "sqlite"),
        (b"a,b\n1,2\n", "a.csv", "csv"),
        (b"a,b\n1,2\n", "A.CSV", "csv"),
        (b"a\tb\n", "a.tsv", "csv"),
        (b"<!DOCTYPE html><p>x", "page", "html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- note -->\n<html lang='en'>", "page.xml", "html"),
        (b"<p>part", "part.html", "html"),
        (b"<svg xmlns='x'/>", "a.svg", "text"),
        (b"From: a@b\n\nhello", "a.eml", "email"),
        (b"import os\n", "a.py", "text"),
        (b"BM is not always a bitmap", "a.txt", "text"),
        ("Grüße".encode("utf-16"), "a.txt", "text"),
        ("plain words".encode("utf-16-le"), "a.txt", "text"),
        ("Straße".encode("cp1252"), "a.txt", "text"),
        ("é".encode() * 5000 + "é".encode()[:1], "a.txt", "text"),
        (b"\x1b[31mred\x1b[0m log\n", "a.log", "text"),
        (b"# Title\n", "a.md", "markdown"),
        (b'{\n "cells": [\n  {\n   "cell_type": "code"', "a", "notebook"),
        (b"{}", "a.ipynb", "notebook"),
        (b'{"cells": [1]}', "a.json", "text"),
        (b"WEBVTT\n\n0:01.000", "a.txt", "transcript"),
        (b"WEBVTT is a format", "a.md", "markdown"),
        (b"\xef\xbb\xbf1\r\n00:00:01,000 --> 00:00:02,000\r\nx", "a.txt", "transcript"),
        ("WEBVTT\n\nx".encode("utf-16"), "a", "transcript"),
        (b"0:00:00.599,0:00:04.160\nx", "captions", "transcript"),
        (b"12:04:00 all well\n", "a.log", "text"),
        (b"words", "a.srt", "transcript"),
        (b"\0\1\0\0\0\x0f\0\x80", "a.ttf", "font"),
        (b"MThd\0\0\0\6", "a.mid", "audio"),
        (b"AC1032\0\0", "a.dwg", "drawing"),
        (b"AC1032 is a version", "a.txt", "text"),
        (b"7z\xbc\xaf\x27\x1c\0", "a.7z", "archive"),
        (b"Rar!\x1a\7\1\0", "a.rar", "archive"),
        (b"\0" * 60 + b"BOOKMOBI", "a.mobi", "book"),
        (NOISE, "garbage.txt", "binary"),
        (NOISE, "image.png", "binary"),
    ],
)
def test_a_format_is_told_by_its_bytes(head: bytes, name: str, kind: str) -> None:
    assert sniff(head, name=name).kind == kind


@pytest.mark.parametrize(
    ("name", "mimetype", "kind"),
    [
        ("file F1", "text/csv", "csv"),
        ("Canvas", "application/vnd.slack-docs", "html"),
        ("a.txt", "text/html", "text"),
        ("file F1", "text/markdown", "markdown"),
        ("file F1", "application/pdf", "text"),
        ("file F1", None, "text"),
    ],
)
def test_a_mime_type_only_tells_kinds_of_text_apart(name: str, mimetype: str | None, kind: str) -> None:
    assert sniff(b"words, words", name=name, mimetype=mimetype).kind == kind


@pytest.mark.parametrize(
    ("members", "name", "label"),
    [
        (("[Content_Types].xml", "word/document.xml"), "a.docx", "Word"),
        (("xl/workbook.xml",), "a.zip", "Excel"),
        (("ppt/presentation.xml",), "a.pptx", "PowerPoint"),
        (("mimetype", "content.xml"), "a.odt", "OpenDocument"),
        (("META-INF/container.xml",), "a.epub", "EPUB"),
        (("Index/Document.iwa",), "plan.key", "Keynote"),
        (("Index/Document.iwa",), "plan.zip", "ZIP archive"),
        (("a.txt",), "plan.key", "ZIP archive"),
        ((), "a.docx", "ZIP archive"),
    ],
)
def test_a_zip_is_told_by_its_directory(tmp_path: Path, members: tuple[str, ...], name: str, label: str) -> None:
    path = tmp_path / "download"
    path.write_bytes(archive(*members))
    assert sniff_file(path, name=name).label == label


def test_data_in_front_of_a_zip_does_not_hide_its_directory() -> None:
    assert zip_members(io.BytesIO(b"MZ" * 40 + archive("a", "b"))) == ("a", "b")


@pytest.mark.parametrize("cut", [4, 30, -10, -30])
def test_a_broken_zip_has_no_members(cut: int) -> None:
    assert zip_members(io.BytesIO(archive("a", "b")[:cut])) == ()


def test_a_directory_that_claims_more_than_the_file_holds_is_ignored() -> None:
    data = bytearray(archive("a"))
    at = data.rfind(b"PK\x05\x06")
    data[at + 12 : at + 16] = b"\xff\xff\xff\xff"
    assert zip_members(io.BytesIO(bytes(data))) == ()


def test_an_empty_or_missing_file_is_a_reason(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    with pytest.raises(FileUnreadable, match="empty file"):
        sniff_file(empty, name="a.pdf")
    with pytest.raises(FileUnreadable) as raised:
        sniff_file(tmp_path / "gone", name="a.pdf")
    assert "gone" not in raised.value.detail


@given(data=st.binary(max_size=400), name=st.text(max_size=20), mimetype=st.none() | st.text(max_size=20))
def test_any_bytes_have_a_format(data: bytes, name: str, mimetype: str | None) -> None:
    assert sniff(data, name=name, mimetype=mimetype).label
    assert isinstance(zip_members(io.BytesIO(data)), tuple)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("test.docx", "docx"), ("test.xlsx", "xlsx"), ("test.pptx", "pptx"), ("test_outlook_msg.msg", "msg"), ("test.jpg", "image")],
)
def test_real_files_are_told_apart(name: str, kind: str) -> None:
    assert sniff_file(corpus(name), name=name).kind == kind
