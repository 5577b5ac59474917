"""Mails, as the internet and as Outlook write them: headers, body, history and what they carry."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from oxmsg.storage import Storage, Stream

from bot.documents.job import Member, Opened
from bot.documents.mail import internet as room
from bot.documents.mail.internet import extract
from bot.documents.mail.letter import SMALL_IMAGE_BYTES, Attachment, Letter, Text, document, marked_history
from bot.documents.mail.outlook import MESSAGE_HEADER_BYTES, _letter
from bot.documents.mail.outlook import extract as extract_msg
from bot.documents.sniff import sniff_file
from bot.language import FileUnreadable, marks, phrases
from tests.documents.files import corpus, image, job
from tests.documents.members import mail, names, opened, unpacked


def _text(document: Opened) -> str:
    return "\n".join(page.markdown for page in document.pages)


def _raw(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def test_headers_and_body_are_one_page_and_attachments_are_members(tmp_path: Path) -> None:
    message = mail("Hello!", q3_csv=b"a,b", q4_csv=b"c,d")
    message["Date"] = "Mon, 02 Nov 2026 10:00:00 +0000"
    message["Cc"] = "=?utf-8?q?Ren=C3=A9?= <rene@example.com>"
    found = opened(extract, message.as_bytes(), tmp_path)
    assert _text(found) == (
        "From: Ada <ada@example.com>\nTo: Grace <grace@example.com>\nCc: René <rene@example.com>\n"
        "Date: Mon, 02 Nov 2026 10:00:00 +0000\nSubject: Quarterly figures\n\nHello!"
    )
    assert (found.kind, [str(page.anchor) for page in found.pages]) == ("email", ["message"])
    assert unpacked(found, tmp_path) == {"q3.csv": b"a,b", "q4.csv": b"c,d"}


def test_the_plain_body_is_preferred(tmp_path: Path) -> None:
    message = mail("plain words")
    message.add_alternative("<p>rich words</p>", subtype="html")
    assert "plain words" in (text := _text(opened(extract, message.as_bytes(), tmp_path)))
    assert "rich" not in text


@pytest.mark.parametrize("plain", ["", " \n"])
def test_an_empty_plain_body_leaves_the_html_one(tmp_path: Path, plain: str) -> None:
    message = mail(plain)
    message.add_alternative("<p>rich <b>words</b></p><p style='display:none'>hidden</p>", subtype="html")
    found = opened(extract, message.as_bytes(), tmp_path)
    assert _text(found).endswith("rich **words**")
    assert found.warnings


def test_small_images_in_the_text_are_counted_and_others_are_members(tmp_path: Path) -> None:
    message = mail()
    message.add_alternative("<p>see <img src='cid:chart'></p>", subtype="html")
    rich = message.get_payload(1)
    assert isinstance(rich, EmailMessage)
    large = image() + bytes(SMALL_IMAGE_BYTES)
    for data, name in ((image(), "logo"), (large, "chart")):
        rich.add_related(data, "image", "png", cid=f"<{name}>", filename=f"{name}.png", disposition="inline")
    message.add_attachment(image(), "image", "png", filename="photo.png")
    found = opened(extract, message.as_bytes(), tmp_path)
    assert names(found) == ["chart.png", "photo.png"]
    assert found.warnings == (phrases.SMALL_IMAGES_LEFT_OUT.format(count=1),)


def test_files_in_an_alternative_that_is_not_shown_are_members_too(tmp_path: Path) -> None:
    message = mail("plain words")
    message.add_alternative("<p>rich</p>", subtype="html")
    rich = message.get_payload(1)
    assert isinstance(rich, EmailMessage)
    rich.add_attachment(b"data", "application", "pdf", filename="a.pdf")
    found = opened(extract, message.as_bytes(), tmp_path)
    assert names(found) == ["a.pdf"]
    assert "rich" not in _text(found)


def test_an_attached_mail_is_a_member_with_its_subject_for_a_name(tmp_path: Path) -> None:
    message = mail("outer")
    message.add_attachment(mail("inner", q3_csv=b"a,b"))
    found = opened(extract, message.as_bytes(), tmp_path)
    (inner,) = unpacked(found, tmp_path).values()
    assert names(found) == ["Quarterly figures.eml"]
    assert isinstance(inner, bytes)
    assert b"inner" in inner
    assert "inner" not in _text(found)
    (member,) = found.members
    assert isinstance(member, Member)
    assert member.mimetype == "message/rfc822"


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        (("Content-Type: text/plain; charset=windows-1252",), b"Stra\xdfe", "Straße"),
        (("Content-Type: text/plain; charset=nonsense",), "Straße".encode(), "Straße"),
        (("Content-Type: text/plain; charset=utf-8",), b"Stra\xdfe und Gr\xfc\xdfe", "Straße und Grüße"),
        (("Content-Transfer-Encoding: base64",), b"d29yZHM=", "words"),
        (("Content-Transfer-Encoding: base64",), b"!!", ""),
        (("Content-Transfer-Encoding: quoted-printable",), b"a=3Db", "a=b"),
        ((), b"words", "words"),
    ],
)
def test_a_body_is_decoded_whatever_its_headers_claim(
    tmp_path: Path, headers: tuple[str, ...], body: bytes, expected: str
) -> None:
    data = _raw("Subject: x", *headers, "", "") + body
    assert _text(opened(extract, data, tmp_path)) == f"Subject: x\n\n{expected}".strip()


@pytest.mark.parametrize(
    "header",
    ["From: <<>>,;@[", "From: =?utf-8?b?////?=", "Date: the day before", "To: " + "a@example.com, " * 500, "Subject: =?x?y?z?="],
)
def test_a_broken_header_does_not_keep_the_mail_from_being_read(tmp_path: Path, header: str) -> None:
    found = opened(extract, _raw(header, "Message-ID: <1@x>", "", "words"), tmp_path)
    assert _text(found).endswith("words")
    assert max(map(len, _text(found).split("\n"))) < 1100


def test_a_file_name_that_the_parser_can_not_read_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_part: object) -> str:
        raise IndexError

    monkeypatch.setattr("email.message.EmailMessage.get_filename", fail)
    data = _raw("Subject: x", "Content-Type: application/pdf", "", "x")
    assert names(opened(extract, data, tmp_path)) == [phrases.UNNAMED]


def test_a_header_that_the_parser_can_not_read_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    message = message_from_bytes(_raw("Subject: as it is", "", ""), policy=default)

    def fail(_message: object, _name: str) -> str:
        raise IndexError

    monkeypatch.setattr("email.message.EmailMessage.__getitem__", fail)
    assert room._header(message, "Subject") == "as it is"


@pytest.mark.parametrize(
    ("kind", "encrypted"),
    [
        ("multipart/encrypted; boundary=b", True),
        ("application/pkcs7-mime; smime-type=enveloped-data", True),
        ("application/pkcs7-mime; smime-type=signed-data", False),
    ],
)
def test_an_encrypted_mail_says_so(tmp_path: Path, kind: str, encrypted: bool) -> None:
    data = _raw("Subject: secret", f"Content-Type: {kind}", "", "--b", "Content-Type: application/x", "", "x", "--b--")
    assert (phrases.ENCRYPTED_MAIL in opened(extract, data, tmp_path).warnings) is encrypted


def test_a_signature_is_no_attachment(tmp_path: Path) -> None:
    message = mail("words")
    message.add_attachment(b"x", "application", "pgp-signature", filename="signature.asc")
    assert not opened(extract, message.as_bytes(), tmp_path).members


def test_parts_too_deep_in_parts_are_named(tmp_path: Path) -> None:
    depth = room.DEEPEST_PART + 5
    lines = ["Subject: deep"]
    for number in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{number}"', "", f"--b{number}"]
    found = opened(extract, _raw(*lines, "Content-Type: text/plain", "", "words"), tmp_path)
    assert unpacked(found, tmp_path) == {"multipart/mixed": phrases.TOO_DEEP}


def test_what_is_no_mail_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="no headers"):
        opened(extract, b"just words", tmp_path)


def test_attachments_of_a_mail_that_lies_too_deep_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(mail(a_txt=b"x", b_txt=b"y").as_bytes())
    assert extract(job(path)).warnings == (phrases.MEMBERS_TOO_DEEP.format(count=2),)


def test_a_mail_without_words_says_so(tmp_path: Path) -> None:
    assert opened(extract, mail("").as_bytes(), tmp_path).warnings == (phrases.NO_WORDS_IN_MAIL,)


def test_a_long_mail_is_several_pages_with_one_anchor(tmp_path: Path) -> None:
    found = opened(extract, mail("words and words\n" * 1000).as_bytes(), tmp_path)
    assert found.total_pages == len(found.pages) > 3
    assert {str(page.anchor) for page in found.pages} == {"message"}


def test_a_mail_beyond_the_budget_is_cut_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(mail("words and words\n" * 1000).as_bytes())
    found = extract(job(path, max_characters=5000))
    assert found.warnings == (phrases.CUT_AT_BUDGET.format(characters=5000),)
    assert len(found.pages) < found.total_pages


# History

QUOTED = f"({marks.QUOTED_HISTORY})"


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("All new.", "All new."),
        ("Yes.\n\nOn Monday Ada wrote:\n> May I?", f"Yes.\n\nOn Monday Ada wrote:\n{QUOTED}\n> May I?"),
        ("Yes.\n-----Original Message-----\nMay I?", f"Yes.\n{QUOTED}\n> -----Original Message-----\n> May I?"),
        ("Yes.\nFrom: Ada\nSent: Monday\n\nMay I?", f"Yes.\n{QUOTED}\n> From: Ada\n> Sent: Monday\n>\n> May I?"),
        (
            "Ja.\n**Von:** Ada\n**Gesendet:** Montag\nDarf ich?",
            f"Ja.\n{QUOTED}\n> **Von:** Ada\n> **Gesendet:** Montag\n> Darf ich?",
        ),
        ("From: here on all is well.", "From: here on all is well."),
    ],
)
def test_earlier_messages_are_kept_and_marked(text: str, marked: str) -> None:
    assert marked_history(text) == marked


# Outlook


def test_an_outlook_message_is_read(tmp_path: Path) -> None:
    found = opened(extract_msg, corpus("test_outlook_msg.msg").read_bytes(), tmp_path)
    assert "To: test.recipient@example.com" in _text(found)
    assert "Subject: Test Email Message\n\nThis is the body of the test email message" in _text(found)


def test_an_outlook_message_is_told_by_its_class(tmp_path: Path) -> None:
    data = corpus("test_outlook_msg.msg").read_bytes()
    path = tmp_path / "file"
    path.write_bytes(data)
    assert sniff_file(path, name="mail.bin").kind == "msg"
    path.write_bytes(data[:600])
    assert sniff_file(path, name="mail.bin").kind == "ole"


@pytest.mark.parametrize("data", [b"", b"words", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_what_is_no_outlook_message_is_damaged(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(FileUnreadable) as raised:
        opened(extract_msg, data, tmp_path)
    assert raised.value.sentence == "damaged Outlook message: please export and share it again"


def _storage(name: str, header: int, values: dict[int, str | bytes | int], *inside: Storage) -> Storage:
    """A storage as MS-OXMSG lays it out: a stream of fixed properties, and a stream for each long one."""
    fixed = bytearray(header)
    streams: list[Stream] = []
    for number, value in values.items():
        kind = 0x001F if isinstance(value, str) else 0x0102 if isinstance(value, bytes) else 0x0003
        number_value = value if isinstance(value, int) else 0
        fixed += kind.to_bytes(2, "little") + number.to_bytes(2, "little") + bytes(4) + number_value.to_bytes(8, "little")
        if not isinstance(value, int):
            data = value.encode("utf-16-le") if isinstance(value, str) else value
            streams.append(Stream(f"{name}/__substg1.0_{number:04X}{kind:04X}", data))
    return Storage(name, (Stream(f"{name}/__properties_version1.0", bytes(fixed)), *streams), inside)


SUBJECT, BODY, HTML, SENDER, ADDRESS = 0x0037, 0x1000, 0x1013, 0x0C1A, 0x0C1F
NAME, DATA, CONTENT_ID, KIND, DISPLAY, CODEPAGE = 0x3707, 0x3701, 0x3712, 0x0C15, 0x3001, 0x3FDE


def _attached(number: int, values: dict[int, str | bytes | int], *inside: Storage) -> Storage:
    return _storage(f"__attach_version1.0_#{number:08}", 8, values, *inside)


def _recipient(number: int, name: str, kind: int) -> Storage:
    return _storage(f"__recip_version1.0_#{number:08}", 8, {DISPLAY: name, KIND: kind, 0x3003: f"{name}@example.com"})


def test_an_outlook_message_has_recipients_a_body_and_attachments() -> None:
    message = _storage(
        "root",
        32,
        {SUBJECT: "Figures", HTML: "<p>Grüße</p>".encode(), CODEPAGE: 65001, SENDER: "Ada", ADDRESS: "/o=exchange"},
        _recipient(0, "grace", 1),
        _recipient(1, "rene", 2),
        _attached(0, {NAME: "q3.csv", DATA: b"a,b"}),
        _attached(1, {DATA: b"x", CONTENT_ID: "logo"}),
    )
    letter = _letter(message, header=MESSAGE_HEADER_BYTES)
    assert dict(letter.headers) == {
        "From": "Ada",
        "To": "grace <grace@example.com>",
        "Cc": "rene <rene@example.com>",
        "Date": "",
        "Subject": "Figures",
    }
    assert letter.body == [Text(content="<p>Grüße</p>", is_html=True)]
    assert letter.attachments == [
        Attachment(name="q3.csv", data=b"a,b"),
        Attachment(name=phrases.UNNAMED, data=b"x", is_inline=True),
    ]


@pytest.mark.parametrize("html", ["<p>words</p>", b"<p>words</p>"])
def test_a_body_in_an_unknown_encoding_is_read(html: str | bytes) -> None:
    letter = _letter(_storage("root", 32, {HTML: html, CODEPAGE: 1}), header=MESSAGE_HEADER_BYTES)
    assert letter.body == [Text(content="<p>words</p>", is_html=True)]


def test_a_message_attached_to_an_outlook_message_is_a_mail_again(tmp_path: Path) -> None:
    inner = _storage(
        "__substg1.0_3701000D", 24, {SUBJECT: "Inner", BODY: "inner words"}, _attached(0, {NAME: "a.txt", DATA: b"x"})
    )
    outer = _storage("root", 32, {SUBJECT: "Outer", BODY: "words"}, _attached(0, {DISPLAY: "Inner"}, inner))
    (attachment,) = _letter(outer, header=MESSAGE_HEADER_BYTES).attachments
    assert (attachment.name, attachment.mimetype) == ("Inner.eml", "message/rfc822")
    read = opened(extract, attachment.data, tmp_path)
    assert _text(read) == "Subject: Inner\n\ninner words"
    assert unpacked(read, tmp_path) == {"a.txt": b"x"}


def test_an_embedded_object_that_is_no_message_is_named(tmp_path: Path) -> None:
    outer = _storage("root", 32, {BODY: "words"}, _attached(0, {NAME: "sheet"}, _storage("__substg1.0_3701000D", 24, {})))
    path = tmp_path / "file"
    path.write_bytes(b"x")
    letter = _letter(outer, header=MESSAGE_HEADER_BYTES)
    assert [one.reason for one in letter.attachments] == ["unsupported format (embedded object)"]
    assert document(job(path), Letter(headers=(), body=letter.body, attachments=())).pages[0].markdown == "words"
