"""Passwords that people write down, and the form for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import marks
from bot.slack.messages import parse_message
from bot.slack.passwords import form, typed, without_passwords

GONE = marks.PASSWORD_REMOVED


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("password: hunter2", f"password: {GONE}"),
        ("Password:hunter2 thanks", f"Password:{GONE} thanks"),
        ("the password for Q3.pdf is: secret", f"the password for Q3.pdf is: {GONE}"),
        ("pw = correct-horse", f"pw = {GONE}"),
        ("Das Passwort ist `geheim`.", f"Das Passwort ist {GONE}."),
        ("Kennwort lautet Ab3!xyz", f"Kennwort lautet {GONE}"),
        ("password is hunter2", f"password is {GONE}"),
        ('the passphrase is "open sesame"', f"the passphrase is {GONE}"),
        ("PIN: 1234", f"PIN: {GONE}"),
        ("the password is on the wiki", "the password is on the wiki"),
        ("is there a password policy?", "is there a password policy?"),
        ("who passes: the word is out", "who passes: the word is out"),
        ("", ""),
    ],
)
def test_what_reads_like_a_password_is_taken_out(written: str, kept: str) -> None:
    assert without_passwords(written) == kept


@given(st.text(), st.from_regex(r"[A-Za-z0-9!#%]{6,20}", fullmatch=True), st.text())
def test_a_password_behind_a_colon_never_stays(before: str, password: str, after: str) -> None:
    assert f"password: {password}" not in without_passwords(f"{before}\npassword: {password} {after}")


@given(st.text())
def test_it_is_done_once(text: str) -> None:
    once = without_passwords(text)
    assert without_passwords(once).count(GONE) >= once.count(GONE)


def test_a_message_is_read_without_its_password() -> None:
    message = parse_message({"ts": "1.0", "user": "U1", "text": "here it is, password: hunter2"})
    assert message
    assert "hunter2" not in message.model_dump_json()


def test_the_form_names_the_file_and_brings_back_what_was_typed() -> None:
    view = form(file="F1", name="Q3.pdf", asked="1.0", channel="C1", thread_ts="0.5")
    assert "Q3.pdf" in str(view["blocks"])
    submitted = {**view, "state": {"values": {"password": {"typed": {"value": "hunter2"}}}}}
    found = typed(submitted)
    assert found
    assert (found.file, found.asked, found.channel, found.thread_ts, found.password) == ("F1", "1.0", "C1", "0.5", "hunter2")


@pytest.mark.parametrize("broken", [{}, {"private_metadata": "x"}, {"private_metadata": "[]"}, {"private_metadata": "{}"}])
def test_a_form_that_is_not_ours_is_none(broken: dict[str, object]) -> None:
    assert typed(broken) is None
