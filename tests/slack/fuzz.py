"""Texts for this room's properties. In the suite each property takes `EXAMPLES` of them, so that all together stay well below
half a minute; `make fuzz` gives them more.
"""

import os

from hypothesis import settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("FOOTNOTE_FUZZ_EXAMPLES", "300"))

thorough = settings(max_examples=EXAMPLES, deadline=None)
of_answers = settings(max_examples=EXAMPLES // 3, deadline=None)
"""For properties of whole answers, which take longer to make than to check."""

GOOD = "https://good.org/a"

_MARKS = [
    "<!",
    "<@",
    "<#",
    "<",
    ">",
    "|",
    "@",
    "＠",
    "﹫",
    "[",
    "]",
    "(",
    ")",
    "!",
    "[1]",
    ":",
    "`",
    "``",
    "```",
    "~~~",
    "\\",
    '"',
    "//",
]
_MORE_MARKS = [
    "/",
    ".",
    "。",
    "．",
    "：",
    "**",
    "*",
    "_",
    "~~",
    "\\/",
    "\\:",
    "\\.",
    "\\`",
    "%2f",
    "%2e",
    "?",
    "#",
    "=",
    "](",
    "[a](",
    "]: ",
]
_CODES = ["&", "&lt;", "&gt;", "&amp;", "amp;", "#58;", "&#47;", "&colon;", "&sol;", "&period;", "www.", "://", "：//"]
_SCHEMES = ["https", "http:", "HTTPS://", "javascript:", "mailto:", "data:", "slack://", "vbscript:", "//"]
_HOSTS = [
    "evil.org",
    "https://evil.org/x",
    GOOD,
    "good.org",
    "gооd.org",
    "xn--gd-jmba.org",
    "evil.org/?q=secret",
    "foo.io",
    "example.com/path",
]
_WORDS = ["channel", "here", "everyone", "U1", "a", "é", "名", "x", "1.", "Q3.pdf", "main.py"]
_SPACES = [
    "\n",
    "\n\n",
    " ",
    "    ",
    "\t",
    "\u200b",
    "\u2060",
    "\u202e",
    "\u200d",
    "\u00ad",
    "| a | b |\n|---|---|\n",
    "\n- ",
    "\n> ",
    "\n# ",
]

HOSTILE = st.lists(
    st.one_of(
        st.sampled_from([*_MARKS, *_MORE_MARKS, *_CODES, *_SCHEMES]),
        st.sampled_from([*_HOSTS, *_WORDS, *_SPACES]),
        st.text(max_size=3),
    ),
    max_size=30,
).map("".join)
"""Texts made of what attacks are made of."""

WORD = st.text(alphabet="abcdefgé名", min_size=2, max_size=8)
_PHRASE = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
_INLINE = st.one_of(
    _PHRASE,
    *(_PHRASE.map(lambda text, mark=mark: f"{mark}{text}{mark}") for mark in ("*", "**", "_", "__", "~~", "***", "`")),
    st.tuples(_PHRASE, _PHRASE).map(lambda pair: f"**{pair[0]} _{pair[1]}_**"),
    st.tuples(WORD, WORD).map(lambda pair: f"{pair[0]}**{pair[1]}**{pair[0]}"),
    _PHRASE.map(lambda text: f"({text}): [{text}]({GOOD}), 1 < 2 & 3."),
)
_LINE = st.lists(_INLINE, min_size=1, max_size=4).map(" ".join)
_ITEMS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["-", "1.", "*", "- [x]", "- [ ]"]), _LINE), min_size=1, max_size=6
)
_ROW = st.lists(_INLINE, min_size=3, max_size=3).map(lambda cells: "| " + " | ".join(cells) + " |")
_BLOCK = st.one_of(
    _LINE,
    st.lists(_LINE, min_size=2, max_size=4).map("\n".join),
    _LINE.map(lambda line: f"## {line}"),
    st.lists(_LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"> {line}" for line in lines)),
    _ITEMS.map(lambda items: "\n".join(f"{'    ' * depth}{mark} {line}" for depth, mark, line in items)),
    st.lists(_PHRASE, min_size=1, max_size=6).map(lambda lines: "\n".join(["```python", *lines, "```"])),
    st.lists(_ROW, min_size=2, max_size=9).map(lambda rows: "\n".join([rows[0], "|---|:-:|--:|", *rows[1:]])),
    st.just("---"),
)
MARKDOWN = st.lists(_BLOCK, min_size=1, max_size=8).map("\n\n".join)
"""Well-formed answers with every kind of markup in them."""
