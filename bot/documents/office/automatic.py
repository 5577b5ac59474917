"""What Office writes into a document by itself and nobody means: cut out of its XML. It looks at the bytes of a part alone.

That is the remark under a picture's description that a program made it, and a header or footer that is only a page's number:
the number of the page that the document was last saved on says nothing about any page.
"""

import re

_REMARK_SIGNS = (b"automatically generated", b"AI-generated content")
_REMARK = re.compile(
    rb"(?:\s|&#x[aAdD];|&#1[03];){0,20}+(?:Description automatically generated(?: with (?:very )?(?:low|medium|high) confidence)?"
    rb"|AI-generated content may be incorrect)\.?(?=[\"'])"
)
_PARAGRAPH = re.compile(rb"<w:p[\s>][^<]*+(?:<(?!w:p[\s>]|/w:p>)[^<]*+)*+</w:p>")
_PAGE_FIELD = re.compile(rb"(?:instrText[^<>]*>|instr=[\"'])\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b")
_TEXT = re.compile(rb"(<w:t(?:\s[^<>]*)?>)([^<]*)")
_WORD = re.compile(rb"[a-zA-Z\x80-\xff]+")
_AROUND_NUMBERS = frozenset({b"page", b"of", b"p", b"seite", b"von", b"sur", b"pagina", b"di", b"de"})


def without_remarks(part: bytes) -> bytes:
    """The part with what people wrote, or a program saw, about its pictures, and no word about how that came about."""
    return _REMARK.sub(b"", part) if any(sign in part for sign in _REMARK_SIGNS) else part


def without_page_numbers(part: bytes) -> bytes:
    """A Word header or footer without the paragraphs that hold no more than a page's number."""
    return _PARAGRAPH.sub(_without_number, part) if _PAGE_FIELD.search(part) else part


def _without_number(paragraph: re.Match[bytes]) -> bytes:
    said = b" ".join(text for _, text in _TEXT.findall(paragraph[0]))
    if not _PAGE_FIELD.search(paragraph[0]) or {word.lower() for word in _WORD.findall(said)} - _AROUND_NUMBERS:
        return paragraph[0]
    return _TEXT.sub(rb"\1", paragraph[0])
