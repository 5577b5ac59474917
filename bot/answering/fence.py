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


@dataclass(frozen=True)
class Fence:
    """The fence around every document of one messages list. The same question and material give the same fence."""

    nonce: str

    @classmethod
    def around(cls, documents: Sequence[Document], *, seed: str) -> "Fence":
        """A fence whose nonce depends on the material, so that no text in it can hold its own nonce on purpose."""
        digest = sha256(seed.encode())
        for document in documents:
            for page in document.pages:
                digest.update(page.markdown.encode())
        return cls(digest.hexdigest()[:NONCE_LENGTH])

    def head(self, number: int, document: Document) -> str:
        """The opening line."""
        name = one_line(document.name).replace('"', "'").replace("<", "(").replace(">", ")")
        return f'<document id="{number}" name="{name}" nonce="{self.nonce}">'

    def tail(self) -> str:
        """The closing line."""
        return f'</document nonce="{self.nonce}">'

    def page(self, page: Page, *, of: Document | None) -> str:
        """One page under its anchor; with `of`, the anchor names the document as well."""
        anchor = f"[{one_line(of.name)}, {page.anchor}]" if of else f"[{page.anchor}]"
        lines = neutralise(page.markdown).replace(self.nonce, "").splitlines()
        return "\n".join([anchor, *(f"| {line}" for line in lines)])


def one_line(text: str) -> str:
    """Untrusted text that stands inside a line of ours: a name, a speaker."""
    return " ".join(neutralise(text).split())
