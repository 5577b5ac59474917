"""How long a table of a million rows of ten cells takes to be read, and to be searched: `python -m tests.benchmarks.sheets`.

Each reading is a process of its own, with its peak memory, and is given so long. The files are made first, which takes a
minute or two.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from tests.documents.workbooks import ODF, workbook, worksheet

ROOT = Path(__file__).parents[2]
ROWS = 1_000_000
FIRST_ROWS_SECONDS = 1.5
"""Given so long, a reading is to end within two seconds."""

WHOLE_SECONDS = 30.0
"""What a question gives a file by default."""

WHOLE: dict[str, tuple[float, tuple[str, ...]]] = {
    "all of it": (WHOLE_SECONDS, ()),
    "one invoice": (WHOLE_SECONDS, ("inv-0731337",)),
    "a name and a common word": (WHOLE_SECONDS, ("zenith", "north")),
    "a number": (WHOLE_SECONDS, ("9,731.25",)),
}
_HEADER = ["invoice", "day", "region", "customer", "quantity", "amount", "tax", "state", "serial", "remark"]
_NUMBERS = {4, 5, 6, 8}
_NUMBER = ' office:value-type="float" office:value="{}"'
_SHEET = "xl/worksheets/sheet1.xml"
_TEXTS = "xl/sharedStrings.xml"
_SCRIPT = (
    "import sys, time; from importlib import import_module; from pathlib import Path; from bot.documents.job import Job\n"
    "path, extractor, given, *sought = sys.argv[1:]; extract = import_module(extractor).extract\n"
    "job = Job(path=Path(path), max_characters=600_000, seconds=float(given), sought=tuple(sought))\n"
    "began = time.perf_counter()\n"
    "document = extract(job); seconds = time.perf_counter() - began\n"
    # Not ru_maxrss: it holds what this process had before it became that one.
    "peak = next(int(line.split()[1]) // 1024 for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
    "print(f'{seconds:.1f} s | {peak} MB | {\"; \".join(document.warnings)}')"
)


def main() -> None:
    """Makes the files, then prints a line for each reading."""
    with TemporaryDirectory(prefix="footnote-bench-") as name:
        for path, extractor in _files(Path(name)):
            for what, (given, sought) in {"the first rows": (FIRST_ROWS_SECONDS, ()), **WHOLE}.items():
                command = [sys.executable, "-c", _SCRIPT, str(path), f"bot.documents.sheets.{extractor}", str(given), *sought]
                said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
                print(f"| {path.suffix[1:]} | {what} | {given:g} s | {said} |", flush=True)


def _rows() -> Iterator[list[str]]:
    yield _HEADER
    for n in range(1, ROWS):
        customer = "Zenith" if n % 99_991 == 0 else f"Customer {n * 7919 % 99_991}"
        yield [
            f"INV-{n:07}",
            f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}",
            ("North", "South", "East", "West")[n % 4],
            customer,
            str(n % 97),
            f"{n * 37 % 1_000_003 / 100:.2f}",
            f"{n * 13 % 9_999 / 10:.1f}",
            "paid" if n % 3 else "open",
            str(n),
            f"note about item {n % 1000}",
        ]


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    for suffix, extractor, write in (("csv", "delimited", _write_csv), ("xlsx", "xlsx", _write_xlsx), ("ods", "ods", _write_ods)):
        path = folder / f"ledger.{suffix}"
        write(path)
        yield path, extractor


def _write_csv(path: Path) -> None:
    with path.open("w") as file:
        file.writelines(",".join(row) + "\n" for row in _rows())


def _write_xlsx(path: Path) -> None:
    path.write_bytes(workbook(""))
    texts: dict[str, int] = {}
    with ZipFile(path) as frame:
        parts = {name: frame.read(name) for name in frame.namelist() if name not in (_SHEET, _TEXTS)}
    before, after = worksheet("|").split("|")
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        with archive.open(_SHEET, "w", force_zip64=True) as sheet:
            sheet.write(before.encode())
            for number, row in enumerate(_rows(), start=1):
                cells = "".join(
                    f'<c r="{letter}{number}"><v>{value}</v></c>'
                    if number > 1 and column in _NUMBERS
                    else f'<c r="{letter}{number}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
                    for column, (letter, value) in enumerate(zip("ABCDEFGHIJ", row, strict=True))
                )
                sheet.write(f'<row r="{number}" spans="1:10">{cells}</row>'.encode())
            sheet.write(after.encode())
        with archive.open(_TEXTS, "w", force_zip64=True) as shared:
            shared.write(b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">')
            for text in texts:
                shared.write(f"<si><t>{text}</t></si>".encode())
            shared.write(b"</sst>")


def _write_ods(path: Path) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        with archive.open("content.xml", "w", force_zip64=True) as content:
            content.write(f"<office:document-content {ODF}><office:body><office:spreadsheet>".encode())
            content.write(b'<table:table table:name="Ledger">')
            for row in _rows():
                typed = ((_NUMBER.format(value) if column in _NUMBERS else "", value) for column, value in enumerate(row))
                cells = "".join(f"<table:table-cell{kind}><text:p>{value}</text:p></table:table-cell>" for kind, value in typed)
                content.write(f"<table:table-row>{cells}</table:table-row>".encode())
            content.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")


if __name__ == "__main__":
    main()
