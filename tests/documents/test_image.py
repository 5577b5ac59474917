"""Pictures that the model can take, from images as people send them."""

from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.documents import image, ocr
from bot.language import FileUnreadable, Picture
from tests.documents import files
from tests.documents.files import corpus, job


def _picture(tmp_path: Path, data: bytes) -> tuple[Picture, Image.Image]:
    path = tmp_path / "image"
    path.write_bytes(data)
    document = image.extract(job(path))
    assert (document.kind, len(document.pages), str(document.pages[0].anchor)) == ("image", 1, "image")
    picture = document.pages[0].picture
    assert picture is not None
    shown = Image.open(BytesIO(picture.data))
    assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", (picture.width, picture.height))
    assert picture.mimetype == "image/jpeg"
    return picture, shown


@pytest.fixture(autouse=True)
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether or not it is installed here."""
    monkeypatch.setattr(ocr, "is_installed", lambda: False)


RED_HEIC = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAAAERAAAEA"
    "AQAAAAABoQABAAAAAAAAAB4AAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmND"
    "AQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAA"
    "AAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAA"
    "Av////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAACZtZGF0AAAAGigBrxOA+BDhp//8TSj/+nXPD9PMe/OikM+A"
)
"""64 x 48 pixels, in red: what reads HEIC here can't write it."""


@pytest.mark.parametrize("encoding", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "ICO", "HEIC"])
def test_the_usual_formats_are_read(tmp_path: Path, encoding: str) -> None:
    _, shown = _picture(tmp_path, RED_HEIC if encoding == "HEIC" else files.image((200, 100), encoding=encoding))
    red, green, blue = shown.resize((1, 1)).tobytes()
    assert (red > 240, green < 15, blue < 15) == (True, True, True)


@pytest.mark.parametrize(
    ("size", "fitted"),
    [
        ((200, 100), (200, 100)),
        ((4096, 1000), (2048, 500)),
        ((3000, 4000), (1536, 2048)),
        ((4000, 4000), (1536, 1536)),
        ((1, 1), (32, 32)),
        ((1, 5000), (32, 2048)),
        ((40, 10), (40, 32)),
    ],
)
@pytest.mark.parametrize("encoding", ["PNG", "JPEG"])
def test_an_image_is_fitted_into_the_tiles(tmp_path: Path, size: tuple[int, int], fitted: tuple[int, int], encoding: str) -> None:
    picture, _ = _picture(tmp_path, files.image(size, encoding=encoding))
    assert (picture.width, picture.height) == fitted


@pytest.mark.parametrize(
    ("mode", "color"),
    [
        ("RGBA", (0, 0, 0, 0)),
        ("LA", (0, 0)),
        ("L", 255),
        ("1", 1),
        ("I;16", 65535),
        ("P", 255),
        ("F", 255.0),
        ("F", 1.0),
        ("I", 70_000),
        ("CMYK", (0, 0, 0, 0)),
    ],
)
def test_every_mode_ends_on_white(tmp_path: Path, mode: str, color: object) -> None:
    encoding = "TIFF" if mode in {"F", "I", "CMYK"} else "PNG"
    data = BytesIO(files.image((64, 64), mode=mode, color=color, encoding=encoding))
    if mode == "P":
        white = Image.new("P", (64, 64), 0)
        white.putpalette([255, 255, 255])
        data = BytesIO()
        white.save(data, "PNG")
    _, shown = _picture(tmp_path, data.getvalue())
    assert shown.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(("deep", "shown"), [(0, 0), (32_768, 128), (65_535, 255)])
def test_sixteen_bits_of_grey_keep_their_shades(tmp_path: Path, deep: int, shown: int) -> None:
    _, grey = _picture(tmp_path, files.image((64, 64), mode="I;16", color=deep))
    assert grey.getpixel((5, 5)) == (shown, shown, shown)


def test_the_deepest_greys_are_scaled_to_their_span(tmp_path: Path) -> None:
    deep = Image.new("I", (64, 64), -1000)
    deep.paste(3000, (32, 0, 64, 64))
    path = tmp_path / "deep.tiff"
    deep.save(path)
    _, grey = _picture(tmp_path, path.read_bytes())
    left, right = grey.convert("L").getpixel((5, 5)), grey.convert("L").getpixel((60, 5))
    assert isinstance(left, int)
    assert isinstance(right, int)
    assert (left < 5, right > 250) == (True, True)


def test_a_photo_with_its_preview_behind_it_is_one_image(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("RGB", (64, 64), "red").save(path, "MPO", save_all=True, append_images=[Image.new("RGB", (32, 32), "blue")])
    document = image.extract(job(path))
    assert (document.total_pages, document.pages[0].warnings) == (1, ())


def _tiff(path: Path, count: int, **options: object) -> Path:
    frames = [Image.new("RGB", (200, 100), "red") for _ in range(count)]
    frames[0].save(path, "TIFF", save_all=True, append_images=frames[1:], **options)
    return path


def test_the_pages_of_a_tiff_are_pages(tmp_path: Path) -> None:
    document = image.extract(job(_tiff(tmp_path / "a.tiff", 3)))
    assert [str(page.anchor) for page in document.pages] == ["p. 1", "p. 2", "p. 3"]
    assert all(page.picture for page in document.pages)
    assert (document.total_pages, document.warnings) == (3, ())


def test_of_a_long_tiff_the_first_pages_are_read(tmp_path: Path) -> None:
    document = image.extract(job(_tiff(tmp_path / "a.tiff", 20)))
    assert (len(document.pages), document.total_pages) == (8, 20)
    assert len(image.extract(job(tmp_path / "a.tiff", seconds=0.0)).pages) == 1


def test_a_damaged_page_of_a_tiff_costs_that_page(tmp_path: Path) -> None:
    path = _tiff(tmp_path / "a.tiff", 2, compression="tiff_deflate")
    whole = path.read_bytes()
    start = whole.rindex(b"\x78\x9c")
    path.write_bytes(whole[: start + 2] + b"\xff" * 8 + whole[start + 10 :])
    document = image.extract(job(path))
    assert [page.warnings for page in document.pages] == [(), ("damaged page",)]
    assert document.warnings == ("damaged page (1 page)",)


def test_the_thumbnails_in_a_tiff_are_no_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    small = Image.new("RGB", (32, 32), "blue")
    small.encoderinfo = {"tiffinfo": {254: 1}}
    Image.new("RGB", (200, 100), "red").save(path, "TIFF", save_all=True, append_images=[small])
    document = image.extract(job(path))
    assert [str(page.anchor) for page in document.pages] == ["image"]


def test_without_pictures_an_image_is_not_read_and_says_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "image"
    path.write_bytes(files.image())
    document = image.extract(job(path).model_copy(update={"pictures": False}))
    assert document.pages[0].picture is None
    assert document.warnings == ("scan not read: install ocr",)


class _Recognition:
    words = "Words"

    def __init__(self, *, deadline: float) -> None:
        self._words = self.words if deadline else None

    def text(self, _image: object) -> str | None:
        return self._words


@pytest.mark.parametrize(
    ("words", "pictures", "warnings"),
    [
        ("Words", True, ("text recognised (OCR)",)),
        ("Words", False, ("text recognised (OCR)",)),
        ("", True, ()),
        ("", False, ("no text recognised",)),
        (None, False, ("scan not read",)),
    ],
)
def test_recognised_text_stands_beside_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str | None, warnings: tuple[str, ...], *, pictures: bool
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "Recognition", _Recognition)
    monkeypatch.setattr(_Recognition, "words", words)
    path = tmp_path / "image"
    path.write_bytes(files.image())
    document = image.extract(job(path).model_copy(update={"pictures": pictures}))
    assert document.pages[0].markdown == (words or "")
    assert (document.pages[0].picture is not None) == pictures
    assert document.warnings == warnings
    assert image.extract_plain(job(path)).pages[0].markdown == ""


def test_a_photo_is_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    data = BytesIO()
    Image.new("RGB", (300, 100), "red").save(data, "JPEG", exif=exif)
    picture, _ = _picture(tmp_path, data.getvalue())
    assert (picture.width, picture.height) == (100, 300)


def test_of_an_animation_the_first_frame_is_read_and_the_warning_says_so(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (64, 64), color) for color in ("red", "green", "blue")]
    path = tmp_path / "a.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    document = image.extract(job(path))
    assert document.pages[0].warnings == ("first of 3 frames",)
    assert document.total_pages == 3


@pytest.mark.parametrize("side", [10_000, 50_000])
def test_a_decompression_bomb_is_refused(tmp_path: Path, side: int) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(files.png_bomb(side))
    with pytest.raises(FileUnreadable, match="DecompressionBomb"):
        image.extract(job(path))


@pytest.mark.parametrize("data", [files.image()[:60], b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xe0junk", b"no image"])
def test_a_broken_image_is_damaged(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "image"
    path.write_bytes(data)
    with pytest.raises(FileUnreadable) as raised:
        image.extract(job(path))
    assert raised.value.sentence == "damaged image: please export and share it again"


def test_the_same_image_gives_the_same_bytes(tmp_path: Path) -> None:
    data = files.image((3000, 2000))
    assert _picture(tmp_path, data)[0] == _picture(tmp_path, data)[0]


def test_a_real_photo_is_read(tmp_path: Path) -> None:
    picture, _ = _picture(tmp_path, corpus("test.jpg").read_bytes())
    assert len(picture.data) < 1_000_000
