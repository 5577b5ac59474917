"""What Footnote counts when it speaks to people, by its English name. How each is said is in the catalogues."""

from typing import Literal

Unit = Literal[
    "cell",
    "chapter",
    "character",
    "claim",
    "comment",
    "day",
    "element",
    "file",
    "hour",
    "image",
    "kept answer",
    "line",
    "message",
    "minute",
    "page",
    "private answer",
    "question",
    "rating",
    "row",
    "second",
    "section",
    "recap signature",
    "setting",
    "sheet",
    "slide",
    "token",
]
