"""What is drawn on a PDF page: how much of it images and drawings cover, and which of its text no reader sees.

Text that nobody sees must not reach the model as the page's own: it is how instructions are planted. It reads no text.
"""

from collections.abc import Iterator, Sequence
from ctypes import POINTER, Array, c_float, c_int, c_uint, c_ushort, cast
from math import hypot
from typing import Any, NamedTuple
from typing import cast as typed

from PIL import Image
from pypdfium2 import PdfPage, raw

from bot.documents.render import rendered

SMALLEST_PRINT = 2.0
"""Points. Smaller letters can't be read on paper or on a screen."""
PALE = 240
"""Of 255. A colour with no channel below it can't be told from white paper."""
INK = 225
"""Of 255. Darker pixels of a rendered page show; the distance to `PALE` is for the edges of letters."""
INK_AROUND_PALE_TEXT = 0.3
"""The share of inked pixels in its box from which pale text shows: letters alone, pale or not, ink less of it."""
TRANSPARENT = 13
"""Of 255: five per cent of a colour is not seen."""
SCAN = 0.5
"""The share of a page under images from which invisible text is taken for a scan's own text layer."""
SHEET = 0.05
"""The share of a page from which a filled shape is looked at: white sheets under everything are no drawing."""
DEEPEST_FORM = 15
"""Nested form XObjects; pypdfium2's own limit."""
PROBE_SIDE = 500
"""Pixels of the long side of the small rendering that tells whether pale text stands on something darker."""

_Handle = Any  # a ctypes pointer, whose type PDFium's bindings make at run time
_Box = tuple[float, float, float, float]
_Matrix = tuple[float, float, float, float, float, float]
_FILLED = {raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_FILL_CLIP}
_STROKED = {raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP}
_UNSEEN = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}


class TextObject(NamedTuple):
    """One text object, its number in the page or in the form XObject that holds it, and its box on the page."""

    handle: _Handle
    number: int
    form: _Handle | None
    box: _Box


class PageObjects:
    """The objects of an open page, walked once; `images` and `drawings` are shares of the page, which may overlap."""

    def __init__(self, page: PdfPage) -> None:
        self._page = page
        self._bounds = typed(_Box, page.get_bbox())
        left, bottom, right, top = self._bounds
        self._area = max(1.0, (right - left) * (top - bottom))
        self._invisible: list[TextObject] = []
        self._tiny: list[TextObject] = []
        self._outside: list[TextObject] = []
        self._pale: list[TextObject] = []
        self.images = 0.0
        self.drawings = 0.0
        self.texts = 0
        self._walk(page.raw, form=None, matrix=None, depth=0)

    @property
    def blank(self) -> bool:
        """Nothing that a reader could see was drawn."""
        return not (self.images or self.drawings or self.texts)

    def hidden(self) -> list[TextObject]:
        """The text objects on the page that no reader sees; none where they hold nothing but spaces.

        Invisible text is how scans carry their recognised text too: over images that cover the page it is kept.
        """
        found = [*self._tiny, *self._on_nothing_darker()]
        if self.images < SCAN:
            found += self._invisible
        return found if self._says_something(found) else []

    def say_something_outside(self) -> bool:
        """Whether there is text off the page. Neither PDFium's text of a page nor LiteParse's holds it."""
        return self._says_something(self._outside)

    def _walk(self, holder: _Handle, *, form: _Handle | None, matrix: _Matrix | None, depth: int) -> None:
        left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
        for number, handle in enumerate(_held(holder, is_page=form is None)):
            kind = int(raw.FPDFPageObj_GetType(handle))
            if kind == raw.FPDF_PAGEOBJ_FORM:
                if depth < DEEPEST_FORM:
                    inner = _matrix(handle)
                    inside = inner if matrix is None else _times(inner, matrix)
                    self._walk(handle, form=handle, matrix=inside, depth=depth + 1)
                continue
            if not raw.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
                continue
            box = (left.value, bottom.value, right.value, top.value)
            if matrix is not None:
                box = _moved(box, matrix)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self._text(TextObject(handle, number, form, box), matrix)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                self.images += self._share(box)
            else:
                share = self._share(box)
                if share < SHEET or not _is_white_sheet(handle):
                    self.drawings += share

    def _text(self, text: TextObject, matrix: _Matrix | None) -> None:
        mode = raw.FPDFTextObj_GetTextRenderMode(text.handle)
        left, bottom, right, top = text.box
        if mode in _UNSEEN:
            self._invisible.append(text)
        elif self._is_outside(text.box):
            self._outside.append(text)
        elif min(right - left, top - bottom) < SMALLEST_PRINT and _print_size(text.handle, matrix) < SMALLEST_PRINT:
            self._tiny.append(text)
        else:
            self.texts += 1
            red, green, blue, alpha = _color(text.handle, stroke=mode in _STROKED)
            if alpha < TRANSPARENT:
                self._invisible.append(text)
            elif min(red, green, blue) >= PALE and (mode in _FILLED or mode in _STROKED):
                self._pale.append(text)

    def _is_outside(self, box: _Box) -> bool:
        left, bottom, right, top = self._bounds
        return box[2] <= left or box[0] >= right or box[3] <= bottom or box[1] >= top

    def _share(self, box: _Box) -> float:
        left, bottom, right, top = self._bounds
        width = min(box[2], right) - max(box[0], left)
        height = min(box[3], top) - max(box[1], bottom)
        return width * height / self._area if width > 0 and height > 0 else 0.0

    def _on_nothing_darker(self) -> list[TextObject]:
        """The pale texts that stand on white: what is drawn beneath them only a rendering tells."""
        if not self._pale:
            return []
        width, height = typed(tuple[float, float], self._page.get_size())
        paper = rendered(self._page, scale=min(1.0, PROBE_SIDE / max(width, height, 1.0)), grayscale=True)
        return [text for text in self._pale if _ink(paper.crop(self._on(paper.size, text.box))) < INK_AROUND_PALE_TEXT]

    def _on(self, size: tuple[int, int], box: _Box) -> tuple[int, int, int, int]:
        """A box on the page as pixels of its rendering, at least one in each direction."""
        x, y = c_int(), c_int()
        corners: list[tuple[int, int]] = []
        for across, up in ((box[0], box[1]), (box[2], box[3])):
            raw.FPDF_PageToDevice(self._page.raw, 0, 0, *size, 0, across, up, x, y)
            corners.append((min(max(x.value, 0), size[0] - 1), min(max(y.value, 0), size[1] - 1)))
        (left, bottom), (right, top) = corners
        left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
        return left, top, max(right, left + 1), max(bottom, top + 1)

    def _says_something(self, found: list[TextObject]) -> bool:
        if not found:
            return False
        page = self._page.get_textpage()
        try:
            return any(_string(text.handle, page.raw).strip() for text in found)
        finally:
            page.close()


def remove(page: PdfPage, found: Sequence[TextObject]) -> None:
    """Takes text objects off the page, in memory: until it is closed, neither text nor pictures of it hold them."""
    for text in found:
        if text.form is None:
            raw.FPDFPage_RemoveObject(page.raw, text.handle)
        else:
            raw.FPDFFormObj_RemoveObject(text.form, text.handle)
        raw.FPDFPageObj_Destroy(text.handle)


def remove_from_copy(page: PdfPage, found: Sequence[TextObject]) -> bool:
    """The same on a copy of the page, for good; whether that was possible: what form XObjects hold is not written anew."""
    if any(text.form is not None for text in found):
        return False
    for handle in [raw.FPDFPage_GetObject(page.raw, text.number) for text in found]:
        raw.FPDFPage_RemoveObject(page.raw, handle)
        raw.FPDFPageObj_Destroy(handle)
    return bool(raw.FPDFPage_GenerateContent(page.raw))


def _held(holder: _Handle, *, is_page: bool) -> Iterator[_Handle]:
    if is_page:
        yield from (raw.FPDFPage_GetObject(holder, index) for index in range(raw.FPDFPage_CountObjects(holder)))
    else:
        yield from (raw.FPDFFormObj_GetObject(holder, index) for index in range(raw.FPDFFormObj_CountObjects(holder)))


def _matrix(handle: _Handle) -> _Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, found):
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    return typed(_Matrix, (found.a, found.b, found.c, found.d, found.e, found.f))


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _moved(box: _Box, matrix: _Matrix) -> _Box:
    a, b, c, d, e, f = matrix
    across = [a * x + c * y + e for x in (box[0], box[2]) for y in (box[1], box[3])]
    up = [b * x + d * y + f for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(across), min(up), max(across), max(up)


def _print_size(handle: _Handle, matrix: _Matrix | None) -> float:
    """The height of the letters in points: the font's size, as the text's own and the form's matrix scale it."""
    size = c_float()
    raw.FPDFTextObj_GetFontSize(handle, size)
    own = _matrix(handle) if matrix is None else _times(_matrix(handle), matrix)
    return abs(size.value) * hypot(own[2], own[3])


def _color(handle: _Handle, *, stroke: bool) -> tuple[int, int, int, int]:
    """Red, green, blue, alpha; opaque black where PDFium does not say."""
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    color = raw.FPDFPageObj_GetStrokeColor if stroke else raw.FPDFPageObj_GetFillColor
    if not color(handle, red, green, blue, alpha):
        return 0, 0, 0, 255
    return red.value, green.value, blue.value, alpha.value


def _is_white_sheet(handle: _Handle) -> bool:
    fill, stroke = c_int(), c_int()
    if not raw.FPDFPath_GetDrawMode(handle, fill, stroke) or stroke.value:
        return False
    red, green, blue, alpha = _color(handle, stroke=False)
    return not fill.value or alpha < TRANSPARENT or min(red, green, blue) >= PALE


def _ink(box: Image.Image) -> float:
    counts = box.histogram()
    return sum(counts[:INK]) / max(1, sum(counts))


def _string(handle: _Handle, page: _Handle) -> str:
    size = raw.FPDFTextObj_GetText(handle, page, None, 0)
    buffer: Array[c_ushort] = (c_ushort * (size // 2 + 1))()
    raw.FPDFTextObj_GetText(handle, page, cast(buffer, POINTER(c_ushort)), size)
    return bytes(buffer)[: max(0, size - 2)].decode("utf-16-le", "ignore")
