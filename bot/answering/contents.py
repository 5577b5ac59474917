"""What of a read file is the same under whatever name it was shared: its pages without that name, and its digests. Pure."""

from hashlib import sha256

from bot.documents.pages import clean
from bot.language import CLIP, TRANSCRIPT, Document, FileRef, FileUnreadable, Transcript, Unread, phrases


def digested(document: Document, digest: str) -> Document:
    """The document with that digest, and what it carries inside with digests of their own.

    A child's follows from its parent's, its place and its path in there: two children may have one path.
    """
    children = [
        child if isinstance(child, Unread) else digested(child, _inner(digest, number, child.name.removeprefix(document.name)))
        for number, child in enumerate(document.children)
    ]
    return document.model_copy(update={"digest": digest, "children": tuple(children)})


def named(document: Document, name: str) -> Document:
    """The document and what it carries inside under another name of the file: what was kept for one is no other's to see."""
    children: list[Document | Unread] = []
    for child in document.children:
        inner = f"{name}{child.name.removeprefix(document.name)}"
        children.append(child.model_copy(update={"name": inner}) if isinstance(child, Unread) else named(child, inner))
    return document.model_copy(update={"name": name, "children": tuple(children)})


def as_read_of(file: FileRef, document: Document) -> Document:
    """The document as that of the file at hand. Raises `FileUnreadable` where a clip's transcript holds no words."""
    document = named(document, clean(file.label))
    if file.transcript is Transcript.NONE:
        return document
    if document.kind != TRANSCRIPT:
        raise FileUnreadable(phrases.NO_WORDS_HEARD, detail=f"a transcript read as {document.kind}")
    told = [phrases.MADE_BY_SLACK] if file.transcript is Transcript.WHOLE else [phrases.MADE_BY_SLACK, phrases.ONLY_ITS_BEGINNING]
    return document.model_copy(update={"kind": CLIP, "warnings": (*document.warnings, *told)})


def _inner(digest: str, number: int, path: str) -> str:
    return sha256(f"{digest}/{number}{path}".encode()).hexdigest()
