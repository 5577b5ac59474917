"""Mails as Outlook saves them (MSG, MS-OXMSG) → a letter. Attached mails become mails of the internet's format.

The library walks the file's storages; values are decoded here, since it gives a whole message up over one unknown code page.
"""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from olefile import OleFileIO
from oxmsg.domain import constants as pid
from oxmsg.storage import Storage

from bot.documents.encoding import decode
from bot.documents.formats import damaged, unsupported
from bot.documents.job import Job
from bot.documents.mail.letter import Attachment, Letter, Text, document
from bot.language import Document, FileUnreadable, phrases

MESSAGE_HEADER_BYTES = 32
EMBEDDED_HEADER_BYTES = 24
OTHER_HEADER_BYTES = 8
"""What stands before the properties of a message, of an attached message, and of a recipient or attachment (MS-OXMSG 2.4.1)."""
TO, CC = 1, 2
"""Kinds of recipients (MS-OXOMSG 2.2.3.1.2); the third is Bcc."""

_EMBEDDED_MESSAGE = "__substg1.0_3701000D"
_SMTP_ADDRESS = 0x39FE
_FIXED = struct.Struct("<HHIQ")
"""One property: type, id, flags, and its value or the length of the stream that holds it."""
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_CODEPAGES = {65001: "utf-8", 28591: "latin-1", 20127: "ascii"}
"""Windows' numbers of encodings that Python calls otherwise than `cp` and the number."""


def extract(job: Job) -> Document:
    """Headers, the plain body or else the HTML one, and the attachments as members."""
    try:
        with OleFileIO(str(job.path)) as file:
            letter = _letter(Storage.from_ole(file), header=MESSAGE_HEADER_BYTES)
    except (OSError, KeyError, ValueError, LookupError) as error:
        raise FileUnreadable(damaged("Outlook message"), detail=type(error).__name__) from None
    return document(job, letter)


def _letter(storage: Storage, *, header: int) -> Letter:
    fixed = _fixed(storage, header)
    sent = fixed.get(pid.PID_CLIENT_SUBMIT_TIME, 0)
    return Letter(
        headers=[
            ("From", _sender(storage)),
            ("To", _recipients(storage, TO)),
            ("Cc", _recipients(storage, CC)),
            ("Date", _date(sent) if sent else ""),
            ("Subject", _text(storage, pid.PID_SUBJECT)),
        ],
        body=_body(storage, codepage=fixed.get(pid.PID_INTERNET_CODEPAGE, 0)),
        attachments=[_attachment(one) for one in storage.iter_attachment_storages()],
    )


def _body(storage: Storage, *, codepage: int) -> list[Text]:
    if (plain := _text(storage, pid.PID_BODY)).strip():
        return [Text(content=plain, is_html=False)]
    html = _decoded(_stream(storage, pid.PID_HTML, pid.PTYP_BINARY), codepage) or _text(storage, pid.PID_HTML)
    return [Text(content=html, is_html=True)] if html.strip() else []


def _attachment(storage: Storage) -> Attachment:
    name = _text(storage, pid.PID_ATTACH_LONG_FILENAME) or _text(storage, pid.PID_ATTACH_FILENAME)
    embedded = next((one for one in storage.storages if one.name == _EMBEDDED_MESSAGE), None)
    if embedded is not None:
        return _attached_mail(embedded, name or _text(storage, pid.PID_DISPLAY_NAME) or phrases.UNNAMED)
    return Attachment(
        name=name or phrases.UNNAMED,
        data=_stream(storage, pid.PID_ATTACH_DATA_BINARY, pid.PTYP_BINARY),
        mimetype=_text(storage, pid.PID_ATTACH_MIME_TAG) or None,
        is_inline=bool(_text(storage, pid.PID_ATTACH_CONTENT_ID)),
    )


def _attached_mail(storage: Storage, name: str) -> Attachment:
    """An attached message is no file inside an MSG: it is written as one, and read as such."""
    if not any(_text(storage, one) for one in (pid.PID_SUBJECT, pid.PID_BODY, pid.PID_MESSAGE_CLASS)):
        return Attachment(name=name, reason=unsupported("embedded object"))
    letter = _letter(storage, header=EMBEDDED_HEADER_BYTES)
    mail = EmailMessage()
    for header, value in letter.headers:
        if line := " ".join(value.split()):
            mail[header] = line
    for text in letter.body:
        mail.set_content(text.content, subtype="html" if text.is_html else "plain")
    for attachment in letter.attachments:
        mail.add_attachment(attachment.data, "application", "octet-stream", filename=attachment.name)
    stem = name.removesuffix(".msg").removesuffix(".eml")
    return Attachment(name=f"{stem}.eml", data=mail.as_bytes(), mimetype="message/rfc822")


def _sender(storage: Storage) -> str:
    name = _text(storage, pid.PID_SENDER_NAME) or _text(storage, pid.PID_SENT_REPRESENTING_NAME)
    address = _text(storage, pid.PID_SENDER_SMTP_ADDRESS) or _text(storage, pid.PID_SENDER_EMAIL_ADDRESS)
    return _person(name, address)


def _recipients(storage: Storage, kind: int) -> str:
    return ", ".join(_of_kind(storage, kind))


def _of_kind(storage: Storage, kind: int) -> Iterator[str]:
    for recipient in storage.iter_recipient_storages():
        if _fixed(recipient, OTHER_HEADER_BYTES).get(pid.PID_RECIPIENT_TYPE, TO) == kind:
            address = _text(recipient, _SMTP_ADDRESS) or _text(recipient, pid.PID_EMAIL_ADDRESS)
            yield _person(_text(recipient, pid.PID_DISPLAY_NAME), address)


def _person(name: str, address: str) -> str:
    """`Ada <ada@example.com>`; addresses without an @ are Exchange's own and tell nobody anything."""
    name = name.strip().strip("'\"")
    if "@" not in address:
        return name or address
    return f"{name} <{address}>" if name and address not in name else name or address


def _date(ticks: int) -> str:
    """Tenths of microseconds since 1601, as a mail's header has them."""
    try:
        return format_datetime(_EPOCH + timedelta(microseconds=ticks // 10))
    except OverflowError:
        return ""


def _fixed(storage: Storage, header: int) -> dict[int, int]:
    """The properties that are numbers, dates included, by their ids."""
    data = storage.properties_stream_bytes[header:]
    whole = data[: len(data) - len(data) % _FIXED.size]
    found: dict[int, int] = {}
    for kind, number, _, value in _FIXED.iter_unpack(whole):
        # A number of four bytes is followed by four that mean nothing.
        found[number] = value if kind == pid.PTYP_TIME else value & 0xFFFF_FFFF
    return found


def _text(storage: Storage, number: int) -> str:
    """A text property, nothing where there is none: in UTF-16, in older messages in some 8-bit encoding."""
    wide = _stream(storage, number, pid.PTYP_STRING).decode("utf-16-le", "replace")
    return (wide or decode(_stream(storage, number, pid.PTYP_STRING8)).text).rstrip("\0")


def _stream(storage: Storage, number: int, kind: int) -> bytes:
    try:
        return storage.property_stream_bytes(number, kind)
    except KeyError:
        return b""


def _decoded(data: bytes, codepage: int) -> str:
    try:
        return data.decode(_CODEPAGES.get(codepage, f"cp{codepage}"))
    except (LookupError, UnicodeError):
        return decode(data).text
