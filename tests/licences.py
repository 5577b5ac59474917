"""Checks the licence of everything that Footnote installs to run. Run by `make check`; tools for development are not its matter.

It reads what the installed distributions say of themselves, and asks nobody. An extra that is not installed is passed over, and
named: CI installs them all.
"""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
REQUIREMENTS = ROOT / "requirements.txt"
TOOLS = frozenset({"requirements-dev.txt", "requirements-audit.txt"})
EXTRAS = tuple(path for path in sorted(ROOT.glob("requirements-*.txt")) if path.name not in TOOLS)
LISTS = (REQUIREMENTS, *EXTRAS)

# Licences that a project under MIT may be distributed with: permissive ones, and MPL-2.0, whose copyleft ends at its own files.
ALLOWED = re.compile(
    r"(mit|mit-0|mit-cmu|hpnd|bsd|bsd-[023]-clause|3-clause bsd|0bsd|apache(-| )2\.0|isc|psf(-2\.0)?|mpl-2\.0|zlib|cc0-1\.0"
    r"|cnri-python"  # Python 1.6's own, permissive (OSI); of `regex`, which is Apache-2.0 besides
    r"|apache software|python software foundation|mozilla public 2\.0 \(mpl 2\.0\)|isc \(iscl\))"
)

# Distributions whose metadata does not name a licence in a form that can be read, as their licence files were read by a person.
READ_BY_HAND = {
    # "BSD-3-Clause, Apache-2.0, dependency licenses": PDFium (Apache-2.0 and BSD-3-Clause) and the permissive libraries in it.
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    # Their own code. The wheels bundle FFmpeg and GEOS (LGPL-2.1), shared libraries beside them that anybody can replace.
    "opencv-python-headless": "Apache-2.0",
    "shapely": "BSD-3-Clause",
    # Its own code. The wheel says LGPL-3.0 for libheif and libde265, shared libraries beside it that anybody can replace.
    "pi-heif": "BSD-3-Clause",
}


def required(requirements: str) -> Iterator[str]:
    """The canonical names of a compiled requirements file that apply to this platform and Python."""
    for line in requirements.splitlines():
        if line[:1].isalnum():
            requirement = Requirement(line.removesuffix("\\").strip())
            if requirement.marker is None or requirement.marker.evaluate():
                yield canonicalize_name(requirement.name)


def licence(name: str) -> str:
    """What an installed distribution says of its licence: its SPDX expression, else its classifiers, else its free text."""
    metadata = distribution(name).metadata

    def first_line(field: str) -> str:
        # A free text may be the whole licence: its first line names it.
        return ((metadata.get_all(field) or [""])[0].strip()).partition("\n")[0]

    classifiers = [
        entry.rpartition(" :: ")[2]
        for entry in metadata.get_all("Classifier") or []
        # "OSI Approved" alone names none.
        if entry.startswith("License :: ") and entry != "License :: OSI Approved"
    ]
    return READ_BY_HAND.get(name) or first_line("License-Expression") or " AND ".join(classifiers) or first_line("License")


def is_allowed(expression: str) -> bool:
    """Whether every licence of an `AND`, and at least one of an `OR`, is allowed. What it can't parse is not."""
    alternatives = re.split(r"\s+OR\s+", expression)
    return any(all(_one_is_allowed(part) for part in re.split(r"\s+AND\s+|;|,", alternative)) for alternative in alternatives)


def _one_is_allowed(name: str) -> bool:
    plain = re.sub(r"\blicen[cs]e\b", "", name.lower())
    return ALLOWED.fullmatch(" ".join(plain.split())) is not None


def refused(path: Path) -> list[str]:
    """The packages of a list whose licence is not allowed or not known, each with what is wrong."""
    found: list[str] = []
    for name in required(path.read_text(encoding="utf-8")):
        try:
            expression = licence(name)
        except PackageNotFoundError:
            found.append(f"{name} (not installed)")
            continue
        if not is_allowed(expression):
            found.append(f"{name} ({expression or 'no licence named'})")
    return found


def is_installed(path: Path) -> bool:
    """Whether an extra is there: what its `.in` file names first."""
    named = (line for line in path.with_suffix(".in").read_text(encoding="utf-8").splitlines() if line[:1].isalpha())
    try:
        distribution(next(named))
    except PackageNotFoundError:
        return False
    return True


def main() -> int:
    """Prints a line for each list; the exit status is 1 when a licence is not allowed or not known."""
    status = 0
    for path in LISTS:
        if path in EXTRAS and not is_installed(path):
            print(f"Licences: {path.name} is not installed, and not checked.")
        elif problems := refused(path):
            print(f"Licences not allowed ({path.name}): {', '.join(problems)}", file=sys.stderr)
            status = 1
        else:
            count = len(list(required(path.read_text(encoding="utf-8"))))
            print(f"Licences: all {count} packages of {path.name} are under permissive licences or MPL-2.0.")
    return status


if __name__ == "__main__":
    sys.exit(main())
