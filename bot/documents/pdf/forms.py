"""What stands on a PDF page beside its text: the values of form fields, and the comments that people have left.

Hidden fields and comments are left out, passwords too. Signatures and buttons say nothing that can be read.
"""

from collections.abc import Callable, Iterator
from ctypes import POINTER, Array, c_ushort, cast
from functools import partial
from typing import Any, NamedTuple

from pypdfium2 import PdfDocument, PdfiumError, PdfPage, raw

NOT_SHOWN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW | raw.FPDF_ANNOT_FLAG_INVISIBLE
PASSWORD_FIELD = 1 << 13
"""Bit 14 of a text field's flags (PDF 1.7, table 228)."""
MOST_ANNOTATIONS = 2000
"""Of one page. Links are annotations too: a table of contents has hundreds."""
LONGEST_VALUE = 10_000
"""Characters of one field or comment."""

_Handle = Any  # a ctypes pointer, whose type PDFium's bindings make at run time
_WRITTEN = {raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX}
_COMMENTS = {
    raw.FPDF_ANNOT_TEXT,
    raw.FPDF_ANNOT_FREETEXT,
    raw.FPDF_ANNOT_HIGHLIGHT,
    raw.FPDF_ANNOT_UNDERLINE,
    raw.FPDF_ANNOT_SQUIGGLY,
    raw.FPDF_ANNOT_STRIKEOUT,
    raw.FPDF_ANNOT_CARET,
    raw.FPDF_ANNOT_STAMP,
    raw.FPDF_ANNOT_SQUARE,
    raw.FPDF_ANNOT_CIRCLE,
    raw.FPDF_ANNOT_LINE,
    raw.FPDF_ANNOT_POLYGON,
    raw.FPDF_ANNOT_POLYLINE,
    raw.FPDF_ANNOT_INK,
}


class Additions(NamedTuple):
    """Markdown to stand under a page's text, whether the page is a form, and whether something hidden was left out."""

    markdown: str
    is_form: bool
    hidden: bool


def load_forms(pdf: PdfDocument) -> None:
    """Makes field values readable, and fields part of rendered pages. Has to come before a page is opened."""
    try:
        if pdf.get_formtype() == raw.FORMTYPE_ACRO_FORM:
            pdf.init_forms()
    except PdfiumError:
        # The pages can be read without.
        return


def additions(page: PdfPage) -> Additions:
    """Fields as `name: value`, one a line, then comments with their authors, as far as they are filled in."""
    fields: list[str] = []
    comments: list[str] = []
    is_form = hidden = False
    for annotation in _annotations(page):
        kind = int(raw.FPDFAnnot_GetSubtype(annotation))
        if kind == raw.FPDF_ANNOT_WIDGET and page.formenv is not None:
            is_form = True
            line, lines = _field(page.formenv.raw, annotation), fields
        elif kind in _COMMENTS:
            line, lines = _comment(annotation), comments
        else:
            continue
        if not line:
            continue
        if int(raw.FPDFAnnot_GetFlags(annotation)) & NOT_SHOWN:
            hidden = True
        elif line not in lines:
            lines.append(line)
    sections = [f"{title}:\n" + "\n".join(lines) for title, lines in (("Form fields", fields), ("Comments", comments)) if lines]
    return Additions("\n\n".join(sections), is_form, hidden)


def _annotations(page: PdfPage) -> Iterator[_Handle]:
    for index in range(min(raw.FPDFPage_GetAnnotCount(page.raw), MOST_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if annotation:
            try:
                yield annotation
            finally:
                raw.FPDFPage_CloseAnnot(annotation)


def _field(form: _Handle, annotation: _Handle) -> str:
    kind = int(raw.FPDFAnnot_GetFormFieldType(form, annotation))
    checked = bool(raw.FPDFAnnot_IsChecked(form, annotation))
    if kind == raw.FPDF_FORMFIELD_CHECKBOX:
        value = "[x]" if checked else "[ ]"
    elif kind == raw.FPDF_FORMFIELD_RADIOBUTTON and checked:
        value = _text(partial(raw.FPDFAnnot_GetFormFieldExportValue, form, annotation))
    elif kind in _WRITTEN and not int(raw.FPDFAnnot_GetFormFieldFlags(form, annotation)) & PASSWORD_FIELD:
        value = _text(partial(raw.FPDFAnnot_GetFormFieldValue, form, annotation))
    else:
        return ""
    name = _text(partial(raw.FPDFAnnot_GetFormFieldAlternateName, form, annotation))
    name = name or _text(partial(raw.FPDFAnnot_GetFormFieldName, form, annotation))
    return f"- {name}: {value}" if value else ""


def _comment(annotation: _Handle) -> str:
    said = _text(partial(raw.FPDFAnnot_GetStringValue, annotation, b"Contents"))
    author = _text(partial(raw.FPDFAnnot_GetStringValue, annotation, b"T"))
    if not said:
        return ""
    return f"- {author}: {said}" if author else f"- {said}"


def _text(get: Callable[[Any, int], int]) -> str:
    """What PDFium writes into a buffer as UTF-16, on one line."""
    size = min(get(None, 0), 2 * LONGEST_VALUE)
    buffer: Array[c_ushort] = (c_ushort * (size // 2 + 1))()
    get(cast(buffer, POINTER(c_ushort)), size)
    return " ".join(bytes(buffer).decode("utf-16-le", "ignore").partition("\0")[0].split())
