"""What the model reads from us, in Markdown files beside this one, so that words and code change apart."""

from functools import cache
from importlib import resources


@cache
def prompt(name: str) -> str:
    """The text of `prompts/<name>.md`, without its last newline."""
    return resources.files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").rstrip("\n")
