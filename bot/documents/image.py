"""Images → pictures ready for the model: upright, RGB on white, within its tiles.

The text in them is recognised too, where that is installed.
"""

import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import cast

from PIL import Image, ImageOps, TiffImagePlugin

from bot.documents import ocr
from bot.documents.formats import damaged
from bot.documents.job import Job
from bot.documents.page_warnings import said_of_pages
from bot.documents.pages import fill
from bot.documents.render import MOST_PICTURES, fitted, picture
from bot.language import Anchor, AnchorKind, Document, FileUnreadable, Page, phrases

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "ICO", "AVIF", "HEIF")
"""Pillow knows forty more, some of which start other programs (EPS) or were never meant for strangers' files."""
STACKED = ("GIF", "PNG", "WEBP", "AVIF", "TIFF")
"""Formats whose frames are an animation, or pages. Those of a JPEG (MPO) or HEIF are previews, depth maps, or a burst."""
MOST_FRAMES = 10_000
"""Pages of a TIFF that are looked for."""
MAX_PIXELS = 89_478_485
"""Pillow's own line for a suspected decompression bomb; a 50,000 x 50,000 PNG of one colour has 304 KB on disk."""
SOFT_DEADLINE = 0.8
"""The share of the time after which no further page is begun: part of a file is better than a killed worker."""
WHITE = 255
ISO_MEDIA = b"ftyp"
"""What HEIF and AVIF files hold behind the first four bytes."""
SUBFILE_TYPE, REDUCED = 254, 1
"""The tag of a TIFF's page by which it is a smaller copy of another one (TIFF 6.0, section 8)."""


def extract(job: Job) -> Document:
    """One page; of an animation the first frame, of a TIFF up to as many pages as are shown of a file."""
    return _document(job, recognise=True)


def extract_plain(job: Job) -> Document:
    """The picture alone: for a file that recognising its text died of."""
    return _document(job, recognise=False)


def _document(job: Job, *, recognise: bool) -> Document:
    with _opened(job.path) as image:
        frames = _frames(image)
        shown = frames if image.format == "TIFF" else frames[:1]
        pages, _ = fill(_pages(image, shown, job, recognise=recognise), max_characters=job.max_characters)
    if len(frames) > len(shown):
        first = pages[0]
        warning = phrases.FIRST_FRAME_ONLY.format(total=len(frames))
        pages = (first.model_copy(update={"warnings": (*first.warnings, warning)}),)
    if all(page.warnings == (phrases.DAMAGED_PAGE,) for page in pages):
        raise FileUnreadable(damaged("image"), detail="every page")
    return Document(name="", kind="image", pages=pages, total_pages=len(frames), warnings=said_of_pages(pages))


@contextmanager
def _opened(path: Path) -> Generator[Image.Image]:
    """The image, and everything that decoders raise while it is open as a reason for people."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS = MAX_PIXELS
        try:
            with path.open("rb") as file:
                if file.read(12)[4:8] == ISO_MEDIA:
                    # Its import costs more than reading most images does.
                    cast(Callable[[], None], import_module("pi_heif").register_heif_opener)()
            with Image.open(path, formats=FORMATS) as image:
                yield image
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise FileUnreadable(phrases.TOO_MANY_PIXELS, detail=type(error).__name__) from None
        except (MemoryError, FileUnreadable):
            raise
        except Exception as error:  # noqa: BLE001 - broken files reach every error that Pillow's decoders know
            raise FileUnreadable(damaged("image"), detail=type(error).__name__) from None


def _frames(image: Image.Image) -> list[int]:
    """The frames that count: of a TIFF without its thumbnails, of a photo the photo."""
    total = cast(int, getattr(image, "n_frames", 1)) if image.format in STACKED else 1
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return list(range(total))
    frames: list[int] = []
    for number in range(min(total, MOST_FRAMES)):
        image.seek(number)
        if not int(image.tag_v2.get(SUBFILE_TYPE, 0)) & REDUCED:
            frames.append(number)
    return frames or [0]


def _pages(image: Image.Image, frames: Sequence[int], job: Job, *, recognise: bool) -> Iterator[Page]:
    deadline = monotonic() + job.seconds * SOFT_DEADLINE
    recognition = ocr.Recognition(deadline=deadline if recognise else 0.0)
    for number, frame in enumerate(frames[:MOST_PICTURES], start=1):
        if number > 1 and monotonic() > deadline:
            return
        anchor = Anchor(kind=AnchorKind.IMAGE if len(frames) == 1 else AnchorKind.PAGE, first=number, last=number)
        try:
            image.seek(frame)
            ready = _ready(image)
        except (OSError, EOFError, SyntaxError):
            yield Page(anchor=anchor, warnings=(phrases.DAMAGED_PAGE,))
            continue
        text = recognition.text(ready)
        shown = picture(ready) if job.pictures else None
        yield Page(anchor=anchor, markdown=text or "", picture=shown, warnings=_warnings(text, shown=shown is not None))


def _warnings(text: str | None, *, shown: bool) -> tuple[str, ...]:
    """What to say of a page. A picture without words needs no excuse where it is seen."""
    if text:
        return (phrases.TEXT_RECOGNISED,)
    if shown:
        return ()
    if text is not None:
        return (phrases.NO_TEXT_RECOGNISED,)
    return (phrases.SCAN_NOT_READ if ocr.is_installed() else phrases.SCAN_NEEDS_OCR,)


def _ready(image: Image.Image) -> Image.Image:
    """Upright, within the tiles, RGB on white."""
    # Only with the final size does a JPEG decode at a fraction of its pixels, in half the time.
    image.draft("RGB", fitted(image.size))
    upright = ImageOps.exif_transpose(image)
    colored = _eight_bits(upright).convert("RGBA" if upright.has_transparency_data else "RGB")
    if (size := fitted(colored.size)) != colored.size:
        colored = colored.resize(size, Image.Resampling.LANCZOS)
    if colored.mode == "RGB":
        return colored
    return Image.alpha_composite(Image.new("RGBA", colored.size, "white"), colored).convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """The image with 0 to 255 in each channel: Pillow cuts off deeper greys at 255, as white, where they are converted."""
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode not in {"I", "F"}:
        return image
    low, high = cast(tuple[float, float], image.getextrema())
    if low >= 0 and 1 < high <= WHITE:
        return image
    scale = WHITE / ((high - min(low, 0)) or 1)
    return image.point(lambda value: value * scale + min(low, 0) * -scale)
