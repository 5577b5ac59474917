"""Office files made on the spot, with no more in them than a test needs."""

import struct
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_WORD_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_SLIDE_SPACES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_ODF_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
        "presentation": "presentation", "fo": "xsl-fo-compatible",
    }.items()
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SLIDES_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_SLIDE_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.slide+xml"


def zipped(members: Mapping[str, str | bytes], *, first_stored: str = "") -> bytes:
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(ZipInfo(name), content, ZIP_STORED if name == first_stored else ZIP_DEFLATED)
    return data.getvalue()


def paragraph(text: str, *, properties: str = "", run: str = "") -> str:
    before = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    look = f"<w:rPr>{run}</w:rPr>" if run else ""
    return f'<w:p>{before}<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def heading(text: str, level: int = 1) -> str:
    return paragraph(text, properties=f'<w:pStyle w:val="Heading{level}"/>')


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx(*body: str, styles: str = "", parts: Mapping[str, str] | None = None, settings: str = "") -> bytes:
    """A Word document; `parts` are further ones by their name (`footnotes`, `comments`, `header1`, …), without their root."""
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        f'<w:pPr><w:outlineLvl w:val="{level - 1}"/></w:pPr></w:style>'
        for level in range(1, 4)
    )
    roots = {"footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments", "header1": "hdr", "header2": "hdr"}
    further = parts or {}
    relations = [("styles", "styles"), *((name.rstrip("12"), name) for name in further)]
    members: dict[str, str] = {
        "[Content_Types].xml": _types({"/word/document.xml": _WORD_TYPE}),
        "_rels/.rels": _relations([("rId1", "officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relations([(name, kind, f"{name}.xml") for kind, name in relations]),
        "word/styles.xml": f"<w:styles {_WORD_SPACES}>{headings}{styles}</w:styles>",
        "word/document.xml": f"<w:document {_WORD_SPACES}>{settings}<w:body>{''.join(body)}</w:body></w:document>",
    }
    members |= {f"word/{name}.xml": f"<w:{roots[name]} {_WORD_SPACES}>{part}</w:{roots[name]}>" for name, part in further.items()}
    return zipped(members)


def shape(text: str, *, at: tuple[int, int] = (0, 0), marks: str = "", fill: str = "", run: str = "") -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x" {marks}/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{at[0]}" y="{at[1]}"/><a:ext cx="1000000" cy="500000"/></a:xfrm>{fill}</p:spPr><p:txBody><a:bodyPr/>'
        f"<a:p><a:r><a:rPr {run if run.startswith('sz') else ''}>{'' if run.startswith('sz') else run}</a:rPr>"
        f"<a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def pptx(*slides: str, marks: Mapping[int, str] | None = None, comments: Mapping[int, str] | None = None) -> bytes:
    """A deck of slides given by their shapes; `marks` are attributes of a slide by its number, `comments` what is said of it."""
    numbers = range(1, len(slides) + 1)
    listed = "".join(f'<p:sldId id="{255 + number}" r:id="rId{number}"/>' for number in numbers)
    master = (
        f'<p:sldMaster {_SLIDE_SPACES}><p:cSld><p:bg><p:bgRef idx="1001"><a:schemeClr val="bg1"/></p:bgRef></p:bg><p:spTree/>'
        "</p:cSld>"
        '<p:clrMap bg1="lt1" tx1="dk1"/></p:sldMaster>'
    )
    members: dict[str, str] = {
        "[Content_Types].xml": _types(
            {"/ppt/presentation.xml": _SLIDES_TYPE, **{f"/ppt/slides/slide{number}.xml": _SLIDE_TYPE for number in numbers}}
        ),
        "_rels/.rels": _relations([("rId1", "officeDocument", "ppt/presentation.xml")]),
        "ppt/presentation.xml": f"<p:presentation {_SLIDE_SPACES}><p:sldIdLst>{listed}</p:sldIdLst>"
        '<p:sldSz cx="9144000" cy="6858000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": _relations(
            [(f"rId{number}", "slide", f"slides/slide{number}.xml") for number in numbers]
        ),
        "ppt/slideLayouts/slideLayout1.xml": f"<p:sldLayout {_SLIDE_SPACES}><p:cSld><p:spTree/></p:cSld></p:sldLayout>",
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": _relations([("rId1", "slideMaster", "../slideMasters/slideMaster1.xml")]),
        "ppt/slideMasters/slideMaster1.xml": master,
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": _relations([("rId1", "theme", "../theme/theme1.xml")]),
        "ppt/theme/theme1.xml": f'<a:theme {_SLIDE_SPACES}><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1></a:theme>',
        "ppt/commentAuthors.xml": f'<p:cmAuthorLst {_SLIDE_SPACES}><p:cmAuthor id="0" name="Reviewer"/></p:cmAuthorLst>',
    }
    for number, shapes in zip(numbers, slides, strict=True):
        mark = (marks or {}).get(number, "")
        members[f"ppt/slides/slide{number}.xml"] = (
            f"<p:sld {_SLIDE_SPACES} {mark}><p:cSld><p:spTree><p:nvGrpSpPr/><p:grpSpPr/>{shapes}</p:spTree></p:cSld></p:sld>"
        )
        related = [("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml")]
        if said := (comments or {}).get(number):
            related.append(("rId2", "comments", f"../comments/comment{number}.xml"))
            members[f"ppt/comments/comment{number}.xml"] = (
                f'<p:cmLst {_SLIDE_SPACES}><p:cm authorId="0"><p:text>{said}</p:text></p:cm></p:cmLst>'
            )
        members[f"ppt/slides/_rels/slide{number}.xml.rels"] = _relations(related)
    return zipped(members)


def odf(kind: str, body: str, *, styles: str = "", running: str = "", objects: Mapping[str, str] | None = None) -> bytes:
    """An OpenDocument file of a kind (`text`, `presentation`); `objects` are bodies of charts by their folder."""
    members: dict[str, str] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": _odf_content(f"<office:{kind}>{body}</office:{kind}>", styles),
        "styles.xml": f"<office:document-styles {_ODF_SPACES}><office:master-styles>{running}"
        "</office:master-styles></office:document-styles>",
    }
    members |= {
        f"{folder}/content.xml": _odf_content(f"<office:chart>{inner}</office:chart>")
        for folder, inner in (objects or {}).items()
    }
    return zipped(members, first_stored="mimetype")


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams in its root ([MS-CFB]), each of them padded to a length that needs no mini stream."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    sectors: list[bytes] = []
    chain: list[int] = []
    starts: dict[str, int] = {}
    for name, data in padded.items():
        starts[name] = len(chain)
        pieces = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        chain += [*range(len(chain) + 1, len(chain) + len(pieces)), end]
        sectors += pieces
    entries = [_entry("Root Entry", 5, child=1 if padded else free, start=end, size=0)]
    for number, (name, data) in enumerate(padded.items(), start=1):
        sibling = number + 1 if number < len(padded) else free
        entries.append(_entry(name, 2, right=sibling, start=starts[name], size=len(data)))
    directory = b"".join(entries)
    directory += _entry("", 0) * (-len(entries) % 4)
    start = len(chain)
    pieces = [directory[at : at + 512] for at in range(0, len(directory), 512)]
    chain += [*range(start + 1, start + len(pieces)), end]
    sectors += pieces
    tables = 1 + (len(chain) + 1) // 128
    first_table = len(chain)
    chain += [table] * tables
    fat = b"".join(entry.to_bytes(4, "little") for entry in chain).ljust(tables * 512, b"\xff")
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[24:34] = bytes.fromhex("3e000300feff09000600")
    header[44:48] = tables.to_bytes(4, "little")
    header[48:52] = start.to_bytes(4, "little")
    header[56:60] = (4096).to_bytes(4, "little")
    header[60:64] = header[68:72] = end.to_bytes(4, "little")
    header[76:] = b"".join((first_table + at).to_bytes(4, "little") if at < tables else b"\xff" * 4 for at in range(109))
    return bytes(header) + b"".join(sectors) + fat


def xls(sheets: Mapping[str, Mapping[tuple[int, int], str | float]], *, hidden: Mapping[str, str] | None = None) -> bytes:
    """A BIFF8 workbook of cells by row and column, counted from 0. `hidden`: sheet → `sheet`, `row 2` or `column 1`."""
    marks = hidden or {}
    bodies: list[bytes] = []
    for name, cells in sheets.items():
        mark, _, number = marks.get(name, "").partition(" ")
        body = _record(0x809, bytes.fromhex("00061000000000000000000006000000"))
        if mark == "column":
            body += _record(0x7D, b"".join(part.to_bytes(2, "little") for part in (int(number), int(number), 2000, 15, 1, 0)))
        if mark == "row":
            body += _record(0x208, int(number).to_bytes(2, "little") + bytes(10) + (0x20).to_bytes(2, "little") + bytes(2))
        for (row, column), value in sorted(cells.items()):
            place = b"".join(part.to_bytes(2, "little") for part in (row, column, 15))
            if isinstance(value, str):
                body += _record(0x204, place + len(value).to_bytes(2, "little") + b"\1" + value.encode("utf-16-le"))
            else:
                body += _record(0x203, place + struct.pack("<d", value))
        bodies.append(body + _record(0x0A, b""))
    start = _record(0x809, bytes.fromhex("00060500000000000000000006000000"))
    style = _record(0xE0, bytes(20)) * 16
    listed = [
        (b"\1\0" if marks.get(name) == "sheet" else b"\0\0") + bytes([len(name), 0]) + name.encode("latin-1") for name in sheets
    ]
    globals_size = len(start) + len(style) + sum(8 + len(entry) for entry in listed) + 4
    at = globals_size
    bounds = b""
    for entry, body in zip(listed, bodies, strict=True):
        bounds += _record(0x85, at.to_bytes(4, "little") + entry)
        at += len(body)
    return ole({"Workbook": start + style + bounds + _record(0x0A, b"") + b"".join(bodies)})


def doc(text: str) -> bytes:
    """A Word 97 document of one piece of text; `\\r` ends a paragraph ([MS-DOC] 2.4.1)."""
    start, letters = 2048, text.encode("cp1252")
    places = bytearray(93 * 8)
    piece = struct.pack("<HIH", 0, start * 2 | 0x4000_0000, 0)
    pieces = struct.pack("<BI", 2, 8 + len(piece)) + struct.pack("<II", 0, len(letters)) + piece
    places[33 * 8 : 34 * 8] = struct.pack("<II", 0, len(pieces))
    base = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x409, 0, 0x0200).ljust(32, b"\0")
    sizes = bytearray(88)
    sizes[12:16] = len(letters).to_bytes(4, "little")
    header = (
        base + struct.pack("<H", 14) + bytes(28) + struct.pack("<H", 22) + bytes(sizes) + struct.pack("<H", 93) + bytes(places)
    )
    return ole({"WordDocument": header.ljust(start, b"\0") + letters, "1Table": pieces})


def ppt(*texts: str) -> bytes:
    """A PowerPoint 97 presentation with a slide for each text ([MS-PPT] 2.3, 2.5)."""

    def record(kind: int, body: bytes, *, version: int = 0, instance: int = 0) -> bytes:
        return struct.pack("<HHI", version | instance << 4, kind, len(body)) + body

    slides = [struct.pack("<IIiII", number, 0, 0, 255 + number, 0) for number in range(1, len(texts) + 1)]
    listed = b"".join(
        record(0x03F3, slide) + record(0x0F9F, struct.pack("<I", 1)) + record(0x0FA0, text.encode("utf-16-le"))
        for slide, text in zip(slides, texts, strict=True)
    )
    document = record(0x03E8, record(0x03E9, bytes(40), version=1) + record(0x0FF0, listed, version=15), version=15)
    stream = document
    offsets = [0]
    for _ in texts:
        offsets.append(len(stream))
        stream += record(0x03EE, record(0x03EF, bytes(24), version=2), version=15)
    directory = len(stream)
    stream += record(0x1772, struct.pack("<I", 0 | len(offsets) << 20) + b"".join(struct.pack("<I", at) for at in offsets))
    edit = len(stream)
    stream += record(0x0FF5, struct.pack("<IHBBIIIIHH", 0, 0, 0, 3, 0, directory, 0, len(offsets), 1, 0))
    user = record(0x0FF6, struct.pack("<IIIHHBBH", 20, 0xE391C05F, edit, 0, 0x03F4, 3, 0, 0))
    return ole({"PowerPoint Document": stream, "Current User": user})


def _record(kind: int, body: bytes) -> bytes:
    return kind.to_bytes(2, "little") + len(body).to_bytes(2, "little") + body


def _entry(name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, start: int = 0, size: int = 0) -> bytes:
    written = name.encode("utf-16-le")
    entry = written.ljust(64, b"\0") + (len(written) + 2 if name else 0).to_bytes(2, "little") + bytes([kind, 1])
    entry += b"\xff" * 4 + right.to_bytes(4, "little") + child.to_bytes(4, "little") + bytes(36)
    return entry + start.to_bytes(4, "little") + size.to_bytes(8, "little")


def _odf_content(body: str, styles: str = "") -> str:
    return (
        f"<office:document-content {_ODF_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body>{body}</office:body></office:document-content>"
    )


def _types(overrides: Mapping[str, str]) -> str:
    parts = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
    return (
        f'<?xml version="1.0"?><Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{parts}</Types>'
    )


def _relations(relations: list[tuple[str, str, str]]) -> str:
    parts = "".join(f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for name, kind, target in relations)
    return f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONS}">{parts}</Relationships>'
