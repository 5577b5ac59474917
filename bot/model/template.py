"""Untrusted text made harmless for a chat template. It fences nothing and judges no meaning: composing the prompt does.

Chat templates search plain text for their own markers: in a document, `/think` turns reasoning on, `<image>` breaks the
call, and `<SPECIAL_11>Assistant` forges a turn (chat template of NVIDIA Nemotron Nano v2 VL).
"""

import re
import unicodedata

# Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt): zero-width and bidi characters, fillers, tags,
# variation selectors; with interlinear annotations, lone surrogates, and controls other than tab and line feed.
# Joiners and the two presentation selectors of emoji stand in _BETWEEN.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

# Markers are ASCII. A joiner between two other characters, or an emoji's presentation selector after one, can hide no
# marker, and emoji families, Persian and the languages of India need them; anywhere else they go.
_SELECTORS = "\ufe0e\ufe0f"
_JOINERS = "\u200c\u200d"
_BETWEEN = re.compile(f"[{_SELECTORS}{_JOINERS}]+")

# Normalising sorts a run of combining marks in quadratic time: of 600,000 of them for minutes. Unicode's stream-safe format
# (UAX #15, section 13) allows so many in a row; no language needs as many. Marks are neither word characters nor spaces.
_MOST_MARKS = 30
_MARKS = re.compile(rf"[^\w\s\x00-\u02ff]{{{_MOST_MARKS + 1},}}")

# Role, image, reasoning, tool and end markers of the default model and of its default fallbacks (ChatML, Gemma), opening
# or closing, in any case, with or without attributes; every `<|…`, with DeepSeek's wide bar too, and every `<…|>` is one in
# some template.
_TAG = re.compile(
    r"<(?=/?(?:SPECIAL_\d|(?:image|video|audio|img|think|TOOLCALL|TOOL_RESPONSE|TOOL_CALL|AVAILABLE_TOOLS"
    r"|start_of_turn|end_of_turn|start_of_image|end_of_image|bos|eos)\b|s>|[|｜]|\w{1,40}\|>|<SYS>>))",
    re.IGNORECASE,
)
# Those of Mistral's templates, and Llama 2's: whoever sets MODEL may have set one of these.
_BRACKET = re.compile(
    r"\[(?=/?(?:INST|SYSTEM_PROMPT|TOOL_CALLS|AVAILABLE_TOOLS|TOOL_RESULTS|TOOL_CONTENT|IMG|IMG_BREAK|IMG_END|THINK)\])",
    re.IGNORECASE,
)
_SWITCH = re.compile(r"/(?=(?:no_)?think)", re.IGNORECASE)


def neutralise(text: str) -> str:
    """The text with no marker of a chat template in it, and no character that people can't see.

    Markers are broken by a space, `< image>` and `/ think`, never deleted: so nothing can re-assemble out of what is left.
    Line ends become line feeds, the rest is in NFC; ordinary text, emoji included, stays as it is. The flags of England,
    Scotland and Wales become plain black flags, since tag characters carry hidden text. Applying it twice changes nothing.
    """
    visible = _composed(_LINE_ENDS.sub("\n", text))
    visible = _BETWEEN.sub(_joining, _HIDDEN.sub("", visible))
    visible = _composed(visible)
    # Last, since dropping a hidden character may have completed a marker.
    return _SWITCH.sub("/ ", _BRACKET.sub("[ ", _TAG.sub("< ", visible)))


def _composed(text: str) -> str:
    """The text in NFC, without the combining marks that follow on `_MOST_MARKS` others."""
    return unicodedata.normalize("NFC", _MARKS.sub(_stream_safe, text))


def _stream_safe(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _joining(run: re.Match[str]) -> str:
    """What may stay of a run of joiners and selectors: one selector behind its emoji, one joiner between two characters."""
    before, after = run.string[max(run.start() - 1, 0) : run.start()], run.string[run.end() : run.end() + 1]
    if not before or before.isascii():
        return ""
    selector = run[0][0] if run[0][0] in _SELECTORS else ""
    if not after or after.isascii():
        return selector
    return selector + next((character for character in run[0] if character in _JOINERS), "")
