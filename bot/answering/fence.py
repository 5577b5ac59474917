"""How a document stands in a prompt: fenced by a nonce that its author can't know, each line marked as material. Pure.

Delimiters and marks lower the chance that a document's text is taken for an instruction; they do not rule it out. What
contains the damage is that the model has no tools, no secrets and no other thread's text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.language import Document, Page
from bot.model.template import neutralise

NONCE_LENGTH = 12
_NONCE_TAKEN_OUT = "-"
"""What stands in the nonce's place: no sign of a nonce, so that none comes about of what stood around it."""
_PLAIN = str.maketrans("[];", "(),")


@dataclass(frozen=True)
class Fence:
    """The fence around every document of one messages list. The same question and material give the same fence."""

    nonce: str

    @classmethod
    def around(cls, documents: Sequence[Document], *, seed: str) -> "Fence":
        """A fence whose nonce depends on the material, so that no text in it can hold its own nonce on purpose.

        Who knows all of the material could work it out for another part of the prompt: so `clear` takes it out everywhere.
        """
        digest = sha256(seed.encode())
        for document in documents:
            for page in document.pages:
                digest.update(page.markdown.encode())
        return cls(digest.hexdigest()[:NONCE_LENGTH])

    def clear(self, text: str) -> str:
        """Untrusted text without a chat template's markers and without the nonce: of it nothing can end the fence."""
        return neutralise(text).replace(self.nonce, _NONCE_TAKEN_OUT)

    def line(self, text: str) -> str:
        """The same for what stands inside a line of ours: a name, a speaker."""
        return one_line(text).replace(self.nonce, _NONCE_TAKEN_OUT)

    def head(self, number: int, document: Document, *, section: str = "") -> str:
        """The opening line; `section` says where in the document its pages stand."""
        within = f' section="{self._quoted(section)}"' if section else ""
        return f'<document id="{number}" name="{self._quoted(document.name)}"{within} nonce="{self.nonce}">'

    def tail(self) -> str:
        """The closing line."""
        return f'</document nonce="{self.nonce}">'

    def outline(self, outline: str) -> list[str]:
        """Lines that say what else the document holds; none where nothing is to be said."""
        return [f"| {line}" for line in self.clear(outline).splitlines()]

    def wishes(self, words: str) -> list[str]:
        """Lines of what a channel wishes, each marked."""
        return [f"| {line}" for line in self.clear(words).splitlines()]

    def page(self, page: Page, *, of: Document | None) -> str:
        """One page under its anchor; with `of`, the anchor names the document as well."""
        anchor = f"[{self.line(cited_as(page, of=of))}]"
        return "\n".join([anchor, *(f"| {line}" for line in self.clear(page.markdown).splitlines())])

    def _quoted(self, text: str) -> str:
        return self.line(text).replace('"', "'").replace("<", "(").replace(">", ")")


def cited_as(page: Page, *, of: Document | None) -> str:
    """A page's anchor as the model reads it and is to write it, without brackets: `p. 12` or, with `of`, `Q3.pdf, p. 12`."""
    anchor = f"{of.name}, {page.anchor}" if of else str(page.anchor)
    # A heading, a sheet or a file may be named with brackets and semicolons, which mean something here.
    return one_line(anchor).translate(_PLAIN)


def one_line(text: str) -> str:
    """Untrusted text that stands inside a line of ours: a name, a speaker."""
    return " ".join(neutralise(text).split())
