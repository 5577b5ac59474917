"""PDFs written object by object: what stands on a page, beside it, and out of sight."""

import zlib
from collections.abc import Sequence

WORDS = "The quick brown fox jumps over the lazy dog near the river bank. "


def text(words: str, *, at: tuple[float, float] = (72, 720), size: float = 12, before: str = "") -> str:
    """Content that writes words; `before` sets a colour, a render mode, a matrix."""
    return f"q {before} BT /F1 {size} Tf {at[0]} {at[1]} Td ({words}) Tj ET Q\n"


def lines(count: int) -> str:
    """Content with so many different lines of prose."""
    return "".join(text(f"{number}. {WORDS}", at=(72, 740 - 14 * number)) for number in range(count))


def pdf(
    *contents: str,
    boxes: str = "/MediaBox [0 0 612 792]",
    xobject: str = "",
    fields: Sequence[str] = (),
    annotations: Sequence[str] = (),
) -> bytes:
    """A PDF with one page for each content, and on each `xobject` as `/Fm`, form fields and annotations.

    These come as the entries of their dictionaries, without place and brackets.
    """
    beside = [f"<< /Type /Annot /Subtype /Widget /Rect [72 600 300 620] {field} >>" for field in fields]
    beside += [f"<< /Type /Annot /Rect [72 500 90 520] {annotation} >>" for annotation in annotations]
    references = [f"{100 + number} 0 R" for number in range(len(beside))]
    page = f"/Annots [{' '.join(references)}]" if beside else ""
    catalog = f"/AcroForm << /Fields [{' '.join(references[: len(fields)])}] >>" if fields else ""
    resources = "/Fm 99 0 R" if xobject else ""
    first = 10
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(contents)))
    numbered = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        4: _stream("/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8", _GREYS),
    }
    for number, content in enumerate(contents):
        numbered[first + 2 * number] = (
            f"<< /Type /Page /Parent 2 0 R {boxes} /Contents {first + 2 * number + 1} 0 R {page}"
            f" /Resources << /Font << /F1 3 0 R >> /XObject << /Im 4 0 R {resources} >> >> >>"
        ).encode()
        numbered[first + 2 * number + 1] = _stream("", content.encode("latin-1"))
    if xobject:
        numbered[99] = xobject.encode("latin-1")
    numbered.update((100 + number, body.encode("latin-1")) for number, body in enumerate(beside))
    out = bytearray(b"%PDF-1.7\n")
    places: dict[int, int] = {}
    for number, body in sorted(numbered.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    size = max(numbered) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(
        b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n" for number in range(1, size)
    )
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)


def scan(*, left: float = 0, bottom: float = 0, width: float = 612, height: float = 792) -> str:
    """Content that draws a grey image there."""
    return f"q {width} 0 0 {height} {left} {bottom} cm /Im Do Q\n"


def form_xobject(content: str) -> str:
    """The object of a form XObject, which `/Fm Do` draws."""
    return (
        f"<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Length {len(content)} >>\n"
        f"stream\n{content}\nendstream"
    )


_GREYS = bytes(range(0, 256, 4))


def _stream(entries: str, data: bytes) -> bytes:
    packed = zlib.compress(data)
    return f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode() + packed + b"\nendstream"
