"""Pages and images → pictures that fit the model: within its tiles, RGB on white, JPEG. It decides nothing about which."""

from collections.abc import Callable
from io import BytesIO
from typing import cast

from PIL import Image, ImageOps
from pypdfium2 import PdfBitmap, PdfPage

from bot.language import Picture

LONG_SIDE, SHORT_SIDE = 2048, 1536
"""Pixels. The default model cuts an image into at most twelve tiles of 512 x 512: more is thrown away, less blurs print."""
SMALLEST_SIDE = 32
"""Pixels. Vision encoders refuse or misread smaller images; they are padded with white."""
JPEG_QUALITY = 85
MOST_PICTURES = 8
"""Pictures of one file. A page as a picture costs three to five times the tokens of its text, and a call takes four."""


def scale_to_fit(size: tuple[float, float]) -> float:
    """By how much a size is multiplied to reach, without leaving, the long and the short side."""
    return min(LONG_SIDE / max(*size, 1.0), SHORT_SIDE / max(min(size), 1.0))


def fitted(size: tuple[int, int]) -> tuple[int, int]:
    """The size within the long and the short side, in the same shape; never larger than it was."""
    scale = min(1.0, scale_to_fit(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def size_of(page: PdfPage) -> tuple[float, float]:
    """A page's width and height in points, as it is turned. What the library says of types depends on what else is installed."""
    return cast("tuple[float, float]", cast("object", page.get_size()))


def page_image(page: PdfPage) -> Image.Image:
    """A PDF page as large as it fits, on white, with its annotations and, where the forms were loaded, its fields."""
    image = rendered(page, scale=scale_to_fit(size_of(page)))
    # PDFium rounds up: a page of 0.1 x 14,400 points, or a pixel too many on the long side.
    return image if image.size == (fit := fitted(image.size)) else image.resize(fit)


def rendered(page: PdfPage, *, scale: float, grayscale: bool = False) -> Image.Image:
    """A PDF page with `scale` pixels for each point."""
    render = cast(Callable[..., PdfBitmap], page.render)
    return render(scale=scale, grayscale=grayscale, rev_byteorder=True).to_pil()


def picture(image: Image.Image) -> Picture:
    """The JPEG of an RGB image that already fits; a very small one is padded with white."""
    if min(image.size) < SMALLEST_SIDE:
        room = (max(image.width, SMALLEST_SIDE), max(image.height, SMALLEST_SIDE))
        image = ImageOps.pad(image, room, color="white")
    data = BytesIO()
    image.save(data, "JPEG", quality=JPEG_QUALITY)
    return Picture(mimetype="image/jpeg", data=data.getvalue(), width=image.width, height=image.height)
