"""Which PDF pages the model has to see, and their pictures: of some pages the text is missing, or is not the whole story.

Of pages without text, what is written there is recognised too, where that is installed.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from enum import Enum, auto
from time import monotonic
from typing import NamedTuple

from PIL import Image
from pypdfium2 import PdfDocument, PdfiumError

from bot.documents import ocr
from bot.documents.pdf.objects import PageObjects, remove
from bot.documents.render import MOST_PICTURES, page_image, picture
from bot.language import Page, phrases

LITTLE_TEXT = 50
"""Visible characters. Below, with a drawing over half of the page, the text is not what the page says."""
ENOUGH_TEXT = 200
"""Visible characters from which a page can be understood without its drawings."""
MOSTLY_DRAWN = 0.5
"""The share of a page under images or drawings."""
PARTLY_DRAWN = 0.05
"""The share from which a page with less than `ENOUGH_TEXT` is shown."""
FIGURES = 0.35
"""The share under images or figures from which a page is shown however much text it has."""
UNPRINTABLE = 0.15
"""The share of characters that stand for no letter, from which a text is garbled."""
LETTERS = 0.4
"""The least share of letters and digits in a text of `ENOUGH_TEXT`: fonts without a proper encoding give signs at random."""

_INVISIBLE = re.compile(r"[\s|\-]+")
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LETTER = re.compile(r"\w")


class Need(Enum):
    """Why a page has to be seen."""

    NO_TEXT = auto()
    GARBLED = auto()
    FIGURES = auto()


class Want(NamedTuple):
    """A page that has to be seen, why, and the text that was found on it."""

    need: Need
    text: str


def need(text: str, objects: PageObjects, *, figures: float, is_form: bool) -> Need | None:
    """The rule: text where there is enough of it, pictures where there is none, both between. `figures` is a share."""
    said = _INVISIBLE.sub("", text)
    if objects.blank and not said:
        return None
    if not said or (len(said) < LITTLE_TEXT and objects.images + objects.drawings > MOSTLY_DRAWN):
        return Need.NO_TEXT
    if is_garbled(said):
        return Need.GARBLED
    if is_form or max(objects.images, figures) > FIGURES:
        return Need.FIGURES
    if len(said) < ENOUGH_TEXT and objects.images + objects.drawings > PARTLY_DRAWN:
        return Need.FIGURES
    return None


def is_garbled(said: str) -> bool:
    """Whether a text, without its spaces, is none that people write."""
    if len(_BROKEN.findall(said)) > UNPRINTABLE * len(said):
        return True
    return len(said) >= ENOUGH_TEXT and len(_LETTER.findall(said)) < LETTERS * len(said)


def evenly(numbers: Sequence[int], most: int) -> list[int]:
    """At most so many of them, spread evenly, the first and the last among them."""
    if len(numbers) <= most:
        return list(numbers)
    if most < 2:
        return list(numbers[:most])
    return [numbers[round(index * (len(numbers) - 1) / (most - 1))] for index in range(most)]


class Pictures:
    """Adds to the pages of an open PDF, until a moment of `monotonic`, what has to be seen of them.

    `stripped` are the pages that hold hidden text, which must not show faintly in a picture either.
    """

    def __init__(
        self, pdf: PdfDocument, pages: Sequence[Page], wants: Mapping[int, Want], *, stripped: set[int], deadline: float
    ) -> None:
        self._pdf = pdf
        self._pages = {page.anchor.first: page for page in pages}
        self._wants = {number: wants[number] for number in self._pages if number in wants}
        self._stripped = stripped
        self._deadline = deadline
        self._unreadable = [number for number, want in self._wants.items() if want.need is not Need.FIGURES]
        self._blank: set[int] = set()
        self._recognised: dict[int, str] = {}

    def pages(self, *, show: bool, recognise: bool) -> tuple[Page, ...]:
        """All pages, in order: with pictures, and with the text recognised where there was none, as far as is wanted."""
        if show:
            self._show()
        if recognise and ocr.is_installed():
            self._recognise()
        for number in self._unreadable:
            self._pages[number] = self._told(self._pages[number], self._wants[number])
        return tuple(self._pages.values())

    def _show(self) -> None:
        figures = [number for number, want in self._wants.items() if want.need is Need.FIGURES]
        chosen = evenly(self._unreadable, MOST_PICTURES)
        for number in chosen + evenly(figures, MOST_PICTURES - len(chosen)):
            if monotonic() > self._deadline:
                return
            image = self._image(number)
            if image:
                self._pages[number] = self._pages[number].model_copy(update={"picture": picture(image)})

    def _recognise(self) -> None:
        recognition = ocr.Recognition(deadline=self._deadline)
        for number in self._unreadable[: ocr.MOST_PAGES]:
            image = None if number in self._blank or monotonic() > self._deadline else self._image(number)
            text = recognition.text(image) if image else None
            if text is not None:
                self._recognised[number] = text

    def _image(self, number: int) -> Image.Image | None:
        """The page as people see it; nothing where it is blank, or can't be drawn."""
        try:
            with closing(self._pdf[number - 1]) as page:
                if number in self._stripped:
                    remove(page, PageObjects(page).hidden())
                image = page_image(page)
        except PdfiumError:
            return None
        if image.getcolors(maxcolors=1):
            self._blank.add(number)
            return None
        return image

    def _told(self, page: Page, want: Want) -> Page:
        """The page with what was recognised, and a warning that says how far it was read."""
        number = page.anchor.first
        if number in self._blank:
            return page
        recognised = self._recognised.get(number)
        if recognised:
            rest = page.markdown.removeprefix(want.text).strip()
            markdown = "\n\n".join(part for part in (recognised, rest) if part)
            return page.model_copy(update={"markdown": markdown, "warnings": (*page.warnings, phrases.TEXT_RECOGNISED)})
        if want.need is Need.GARBLED:
            warning = phrases.GARBLED_TEXT
        elif page.picture:
            warning = phrases.NO_TEXT_LAYER if recognised is None else phrases.NO_TEXT_RECOGNISED
        elif recognised is not None:
            warning = phrases.NO_TEXT_RECOGNISED
        else:
            warning = phrases.SCAN_NOT_READ if ocr.is_installed() else phrases.SCAN_NEEDS_OCR
        return page.model_copy(update={"warnings": (*page.warnings, warning)})
