"""Pictures that fit the model."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdfium2 import PdfDocument

from bot.documents.render import fitted, page_image, picture
from tests.documents import pdf_files

sides = st.integers(1, 100_000)


@given(sides, sides)
def test_what_is_fitted_fits_and_never_grows(width: int, height: int) -> None:
    across, down = fitted((width, height))
    assert 1 <= across <= width
    assert 1 <= down <= height
    assert max(across, down) <= 2048
    assert min(across, down) <= 1536


@pytest.mark.parametrize(
    ("box", "size"),
    [
        ("[0 0 612 792]", (1536, 1988)),
        ("[0 0 595 842]", (1447, 2048)),
        ("[0 0 792 612]", (1988, 1536)),
        ("[0 0 100 100]", (1536, 1536)),
        ("[0 0 14400 14400]", (1536, 1536)),
        ("[0 0 14400 10]", (2048, 2)),
        ("[100 100 712 892]", (1536, 1988)),
    ],
)
def test_a_page_is_drawn_as_large_as_it_fits(box: str, size: tuple[int, int]) -> None:
    page = PdfDocument(pdf_files.pdf(pdf_files.text("Words"), boxes=f"/MediaBox {box}"))[0]
    image = page_image(page)
    assert image.mode == "RGB"
    assert all(abs(got - wanted) <= 1 for got, wanted in zip(image.size, size, strict=True))
    assert max(image.size) <= 2048
    assert min(image.size) <= 1536


def test_a_turned_page_is_drawn_upright() -> None:
    page = PdfDocument(pdf_files.pdf(pdf_files.text("Words"), boxes="/MediaBox [0 0 612 792] /Rotate 90"))[0]
    assert page_image(page).size == (1988, 1536)


def test_colours_stay_what_they_are() -> None:
    page = PdfDocument(pdf_files.pdf("1 0 0 rg 0 0 612 792 re f"))[0]
    assert page_image(page).getpixel((700, 700)) == (255, 0, 0)


@pytest.mark.parametrize(("size", "padded"), [((1, 1), (32, 32)), ((40, 10), (40, 32)), ((64, 48), (64, 48))])
def test_a_small_image_is_padded(size: tuple[int, int], padded: tuple[int, int]) -> None:
    made = picture(Image.new("RGB", size, "red"))
    shown = Image.open(BytesIO(made.data))
    assert (made.width, made.height) == shown.size == padded
