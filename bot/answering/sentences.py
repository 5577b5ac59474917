"""Streamed text → whole sentences, table rows and code lines: nothing is shown before its end has been seen. Pure."""

import re

# A sentence ends at its mark and the space behind it. Not after an initial or a common short form: "e.g. this", "No. 5".
_SHORT = "".join(
    rf"(?<!\b{word})" for word in ("[A-Z]", "[Nn]o", "[Dd]r", "[MS]r", "Mrs", "vs", r"e\.g", r"i\.e", "approx", "p", "pp")
)
_END = re.compile(rf"{_SHORT}[.!?…][\"'”’)\]*_]*(?:\s*\[[^\[\]\n]{{1,80}}\])*[ \t]+|[。！？]|\n")
# However a line goes on, a reader should not wait for more than this many characters.
LONGEST_WAIT = 600


class Sentences:
    """Feed pieces of text; `whole` grows by whole sentences only. `flush` takes the rest in."""

    def __init__(self) -> None:
        self.whole = ""
        self._rest = ""

    def feed(self, piece: str) -> bool:
        """Takes in a piece; True when `whole` has grown."""
        self._rest += piece
        end = _last_end(self._rest)
        if not end and len(self._rest) > LONGEST_WAIT:
            end = self._rest.rfind(" ") + 1
        if not end:
            return False
        self.whole += self._rest[:end]
        self._rest = self._rest[end:]
        return True

    def flush(self) -> str:
        """Everything, to its last character."""
        self.whole += self._rest
        self._rest = ""
        return self.whole

    def restart(self) -> None:
        """What came so far was not the answer."""
        self.whole = self._rest = ""


def _last_end(text: str) -> int:
    """Where the last whole sentence ends, 0 where none does. A footnote right behind a sentence belongs to it."""
    end = 0
    for match in _END.finditer(text):
        # A bracket just opened behind the mark may be this sentence's footnote: wait for its end.
        if "\n" not in match[0] and text[match.end() :].startswith("[") and "]" not in text[match.end() :]:
            break
        end = match.end()
    return end
