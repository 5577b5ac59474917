"""Bytes of every origin become clean text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.encoding import decode
from bot.documents.pages import clean


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_in_all_its_forms(encoding: str) -> None:
    text = "Prices are in euros: 5 \u20ac.\nSecond line."
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.guessed) == (text, False)


def test_marks_decide_for_text_that_is_not_western() -> None:
    assert decode("価格表".encode("utf-16")).text == "価格表"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("名前,年齢,住所\n佐藤太郎,30,東京\n三木英子,25,大阪\n", "shift_jis"),
        ("Привет, мир. Это отчёт за год.\n", "cp1251"),
        ("naïve café, Größe\n", "cp1252"),
        ("Pchnąć w tę łódź jeża lub ośm skrzyń fig.\n", "cp1250"),
    ],
)
def test_legacy_encodings_are_guessed_and_said_to_be(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.guessed) == (text, True)


def test_japanese_mail_is_read_though_it_looks_like_ascii() -> None:
    assert decode("価格表 2024".encode("iso2022_jp")) == ("価格表 2024", "iso2022_jp", False)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("KOI8-R", "koi8-r"), ("windows-1251", "cp1251"), ("no-such", None), ("utf-8", None), ("hex", None), ("idna", None)],
)
def test_what_a_file_declares_is_believed_where_it_can_be(declared: str, encoding: str | None) -> None:
    data = "Привет, мир. Это отчёт за год.".encode(encoding or "cp1251")
    decoded = decode(data, declared=declared)
    assert decoded.text == "Привет, мир. Это отчёт за год."
    assert decoded.guessed is (encoding is None)


def test_utf8_is_told_whatever_a_file_declares() -> None:
    assert decode("größer".encode(), declared="koi8-r").text == "größer"


def test_utf8_with_a_blemish_stays_utf8() -> None:
    decoded = decode("größer ".encode() * 50 + b"\xff end")
    assert decoded.encoding == "utf-8"
    assert "größer" in decoded.text
    assert decoded.text.endswith("\ufffd end")


def test_utf8_that_was_damaged_before_stays_utf8() -> None:
    assert decode("caf\ufffd".encode(), declared="koi8-r") == ("caf\ufffd", "utf-8", False)


@given(st.text(alphabet=st.sampled_from("a\0\r\né€😀"), max_size=20))
def test_utf8_is_cleaned_like_any_text(text: str) -> None:
    text = f"{text}{'größer als' * 50}"
    assert decode(text.encode()).text == clean(text)


def test_newlines_are_of_one_kind() -> None:
    assert decode(b"a\r\nb\rc\n").text == "a\nb\nc\n"


@given(st.binary(max_size=2000))
def test_any_bytes_become_text_that_can_be_stored(data: bytes) -> None:
    text = decode(data).text
    text.encode()
    assert "\0" not in text
