"""Mails as the internet sends them (EML, RFC 5322) → a letter. It follows no links and checks no signatures."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import compat32, default
from typing import cast

from bot.documents.encoding import decode
from bot.documents.encoding_marks import MARKS, utf16_without_mark
from bot.documents.formats import damaged
from bot.documents.job import Job
from bot.documents.mail.letter import Attachment, Letter, Text, document
from bot.language import Document, FileUnreadable, phrases

HEADERS = ("From", "To", "Cc", "Date", "Subject")
DEEPEST_PART = 20
"""Parts within parts; mail programs reach five. What lies deeper is not looked at."""

_BODIES = ("text/plain", "text/html")
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_ENCRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")


def extract(job: Job) -> Document:
    """Headers and the body, plain where there is a plain one, and the attachments as members."""
    message = message_from_bytes(_bytes(job), policy=default)
    if not any(name in message for name in HEADERS) and not message.is_multipart():
        raise FileUnreadable(damaged("email"), detail="no headers")
    body: list[Text] = []
    attachments: list[Attachment] = []
    for part in _parts(message):
        if isinstance(part, Text):
            body.append(part)
        else:
            attachments.append(part)
    encrypted = _is_encrypted(message)
    return document(
        job,
        Letter(
            headers=[(name, _header(message, name)) for name in HEADERS],
            body=body,
            attachments=() if encrypted else attachments,
            warnings=(phrases.ENCRYPTED_MAIL,) if encrypted else (),
        ),
    )


def _bytes(job: Job) -> bytes:
    """The file; one that was saved in a wide encoding as UTF-8, since mails are ASCII at heart."""
    data = job.path.read_bytes()
    if utf16_without_mark(data) or any(data.startswith(mark) for mark, _ in MARKS):
        return decode(data).text.encode()
    return data


def _parts(part: Message, *, depth: int = 0, silent: bool = False) -> Iterator[Text | Attachment]:
    """The parts of the body and the attachments, in their order. Of alternatives only one is text; all may carry files."""
    kind = part.get_content_type()
    if kind == "message/rfc822" or part.get_content_disposition() == "attachment" or not part.is_multipart():
        yield from _leaf(part, kind, silent=silent)
        return
    if depth == DEEPEST_PART:
        yield Attachment(name=kind, reason=phrases.TOO_DEEP)
        return
    subparts = cast(list[Message], part.get_payload())
    chosen = _preferred(subparts) if kind == "multipart/alternative" else None
    for subpart in subparts:
        unread = silent or (chosen is not None and subpart is not chosen)
        yield from _parts(subpart, depth=depth + 1, silent=unread)


def _leaf(part: Message, kind: str, *, silent: bool) -> Iterator[Text | Attachment]:
    name = _file_name(part)
    if kind in _BODIES and not name and part.get_content_disposition() != "attachment":
        if not silent:
            yield Text(content=_text(part), is_html=kind == "text/html")
    elif kind not in _SIGNATURES:
        inline = part.get_content_disposition() == "inline" or (not part.get_content_disposition() and "Content-ID" in part)
        yield Attachment(
            name=name or _given_name(part, kind), data=_data(part, kind), mimetype=kind, is_inline=inline or _is_related(part)
        )


def _is_related(part: Message) -> bool:
    return "Content-ID" in part and part.get_content_maintype() == "image"


def _preferred(alternatives: list[Message]) -> Message | None:
    """The plain alternative where it says anything, else the last one, which is the richest (RFC 2046 5.1.4), with text."""
    for alternative in alternatives:
        if alternative.get_content_type() == "text/plain" and _text(alternative).strip():
            return alternative
    return next((one for one in reversed(alternatives) if _holds_text(one)), None)


def _holds_text(part: Message) -> bool:
    return any(one.get_content_type() in _BODIES for one in part.walk())


def _text(part: Message) -> str:
    """A part's text in the encoding that it names, or in whatever it turns out to be."""
    data = _payload(part)
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeError):
        return decode(data).text


def _data(part: Message, kind: str) -> bytes:
    """An attachment's bytes. An attached mail is a mail again."""
    payload: object = part.get_payload()
    if isinstance(payload, list):
        inner = cast(list[Message], payload)
        whole = inner[0] if kind == "message/rfc822" and inner else part
        return whole.as_bytes(policy=compat32)
    return _payload(part)


def _payload(part: Message) -> bytes:
    data: object = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _file_name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError, AttributeError, IndexError, TypeError):
        # The parser stumbles over some broken parameters.
        return phrases.UNNAMED


def _given_name(part: Message, kind: str) -> str:
    """A name for what has none: an attached mail's subject, else its type."""
    payload: object = part.get_payload()
    if kind == "message/rfc822" and isinstance(payload, list) and payload:
        subject = _header(cast(Message, payload[0]), "Subject").replace("/", "-")
        return f"{subject or phrases.UNNAMED}.eml"
    return kind.replace("/", "-")


def _header(message: Message, name: str) -> str:
    """A header as people read it; as it stands where it is too broken for that."""
    try:
        return str(cast(EmailMessage, message)[name] or "")
    except Exception:  # noqa: BLE001 - the header parser fails with every error on broken addresses and dates
        return next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")


def _is_encrypted(message: Message) -> bool:
    kind = message.get_content_type()
    if kind in _ENCRYPTED[:2]:
        return message.get_param("smime-type") != "signed-data"
    return kind == "multipart/encrypted"
