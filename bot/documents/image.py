"""Images → one picture ready for the model: upright, RGB on white, within the model's tiles, JPEG. It reads no text in them."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps

from bot.documents.job import Job
from bot.language import Anchor, AnchorKind, Document, FileUnreadable, Page, Picture, phrases

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
"""Pillow knows forty more, some of which start other programs (EPS) or were never meant for strangers' files."""
LONG_SIDE, SHORT_SIDE = 2048, 1536
"""Pixels. The default model cuts an image into at most twelve tiles of 512 x 512: more is thrown away, less blurs print."""
SMALLEST_SIDE = 32
"""Pixels. Vision encoders refuse or misread smaller images; they are padded with white."""
MAX_PIXELS = 89_478_485
"""Pillow's own line for a suspected decompression bomb; a 50,000 x 50,000 PNG of one colour has 304 KB on disk."""
JPEG_QUALITY = 85


def extract(job: Job) -> Document:
    """One page with a picture. Of an animation or a stack of pages the first frame, and a warning that says so."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(job.path, formats=FORMATS) as image:
                frames = getattr(image, "n_frames", 1)
                picture = _picture(image)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise FileUnreadable(phrases.TOO_MANY_PIXELS, detail=type(error).__name__) from None
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - broken files reach every error that Pillow's decoders know
            raise FileUnreadable(phrases.DAMAGED.format(format="image"), detail=type(error).__name__) from None
    notes = (phrases.FIRST_FRAME_ONLY.format(total=frames),) if frames > 1 else ()
    page = Page(anchor=Anchor(kind=AnchorKind.IMAGE), picture=picture, warnings=notes)
    return Document(name="", kind="image", pages=(page,), total_pages=frames)


def _picture(image: Image.Image) -> Picture:
    # Only with the final size does a JPEG decode at a fraction of its pixels, in half the time.
    image.draft("RGB", _fitted(image.size))
    flat = _on_white(ImageOps.exif_transpose(image))
    if (size := _fitted(flat.size)) != flat.size:
        flat = flat.resize(size, Image.Resampling.LANCZOS)
    if min(flat.size) < SMALLEST_SIDE:
        room = (max(flat.width, SMALLEST_SIDE), max(flat.height, SMALLEST_SIDE))
        flat = ImageOps.pad(flat, room, color="white")
    data = BytesIO()
    flat.save(data, "JPEG", quality=JPEG_QUALITY)
    return Picture(mimetype="image/jpeg", data=data.getvalue(), width=flat.width, height=flat.height)


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    """The size within the long and the short side, in the same shape; never larger than it was."""
    long, short = max(size), min(size)
    scale = min(1.0, LONG_SIDE / long, SHORT_SIDE / short)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        # Sixteen bits of grey: converted as they are, everything above 255 would be white.
        image = image.point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
