"""XML of untrusted packages: told in order, by local names, without a DTD."""

from collections.abc import Mapping

import pytest

from bot.documents.xml_stream import BadXml, utf8, visit


class _Heard:
    def __init__(self) -> None:
        self.told: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        self.told.append(f"<{name} {dict(attributes)} {at}")

    def end(self, name: str, until: int) -> None:
        self.told.append(f"/{name} {until}")

    def text(self, data: str) -> None:
        self.told.append(data)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (b'<w:a><w:b w:val="1"/>text</w:a>', ["<a {} 0", "<b {'val': '1'} 5", "/b 21", "text", "/a 31"]),
        (b'<a><b c=">"/></a>', ["<a {} 0", "<b {'c': '>'} 3", "/b 13", "/a 17"]),
        (b"<a><b></b ></a>", ["<a {} 0", "<b {} 3", "/b 11", "/a 15"]),
        (b"<a>/></a>", ["<a {} 0", "/>", "/a 9"]),
    ],
)
def test_a_part_is_told_in_its_order_with_places(part: bytes, told: list[str]) -> None:
    heard = _Heard()
    visit(part, heard)
    assert heard.told == told


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_part_in_a_wide_encoding_is_narrowed(encoding: str) -> None:
    assert utf8('<?xml version="1.0" encoding="UTF-16"?><a>ü</a>'.encode(encoding)) == "<a>ü</a>".encode()


@pytest.mark.parametrize(
    "part",
    [
        b"<a>",
        b"",
        b"<a>&unknown;</a>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/hosts"><a/>',
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b'<?xml version="1.0" encoding="utf-16"?><a/>',
    ],
)
def test_what_is_broken_or_has_a_dtd_is_refused(part: bytes) -> None:
    with pytest.raises(BadXml):
        visit(part, _Heard())
