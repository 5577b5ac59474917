"""What is said of a file that can't be read because of its format, which is given as the code calls it: `ZIP archive`."""

from bot.language import phrases


def damaged(label: str) -> str:
    """That it is damaged, and what to do."""
    return phrases.DAMAGED.format(format=_named(label))


def unsupported(label: str, way_out: str = "") -> str:
    """That nothing here reads it, and what to share instead where there is something."""
    if way_out:
        return phrases.UNSUPPORTED_WITH_WAY_OUT.format(format=_named(label), way_out=way_out)
    return phrases.UNSUPPORTED_FORMAT.format(format=_named(label))


def _named(label: str) -> str:
    """Most names are the same in every language: Excel, PDF."""
    return phrases.FORMATS.get(label, label)
