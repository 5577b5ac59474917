"""Pictures that the model can take, from images as people send them."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.documents import image
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


@pytest.mark.parametrize("encoding", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_the_usual_formats_are_read(tmp_path: Path, encoding: str) -> None:
    _, shown = _picture(tmp_path, files.image((200, 100), encoding=encoding))
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
    [("RGBA", (0, 0, 0, 0)), ("LA", (0, 0)), ("L", 255), ("1", 1), ("I;16", 65535), ("P", 255), ("F", 255.0)],
)
def test_every_mode_ends_on_white(tmp_path: Path, mode: str, color: object) -> None:
    encoding = "TIFF" if mode == "F" else "PNG"
    data = BytesIO(files.image((64, 64), mode=mode, color=color, encoding=encoding))
    if mode == "P":
        white = Image.new("P", (64, 64), 0)
        white.putpalette([255, 255, 255])
        data = BytesIO()
        white.save(data, "PNG")
    _, shown = _picture(tmp_path, data.getvalue())
    assert shown.getpixel((5, 5)) == (255, 255, 255)


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
    assert raised.value.sentence == "damaged image"


def test_the_same_image_gives_the_same_bytes(tmp_path: Path) -> None:
    data = files.image((3000, 2000))
    assert _picture(tmp_path, data)[0] == _picture(tmp_path, data)[0]


def test_a_real_photo_is_read(tmp_path: Path) -> None:
    picture, _ = _picture(tmp_path, corpus("test.jpg").read_bytes())
    assert len(picture.data) < 1_000_000
