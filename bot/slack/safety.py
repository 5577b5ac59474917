"""What may leave for Slack: `neutralise` is on every outgoing path, for text that people, files or the model wrote.

After it a text can't ping anybody, shows no image, hides no address behind a label, and holds only addresses that stood in what
was read. It guards against what befell others: mass pings by model output, and data carried away in links and images (Slack AI,
August 2024; EchoLeak, CVE-2025-32711).
"""

import re
import unicodedata
from collections.abc import Callable
from html import unescape as html_unescape
from itertools import pairwise
from urllib.parse import urlsplit, urlunsplit

from bot.language import phrases
from bot.slack.code import outside_code

JOINER = "\u2060"
"""WORD JOINER: seen by nobody, and enough that Slack does not take what follows for a mention."""

# Characters that nobody sees but that hide or reorder what is read: controls, zero-width and bidi marks, fillers, tag
# characters and variation selectors used to smuggle text, lone surrogates (which can't even be sent).
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
# Emoji and several scripts are spelled with joiners; between ASCII letters they only hide a word from a reader.
_JOINERS_BESIDE_ASCII = re.compile("(?:(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f\u200c\u200d]))")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

_ENTITY = re.compile(r"&(?:amp;)*(?P<name>#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

_SLACK_TOKEN = re.compile(r"<\s*(?P<kind>[@#!])(?P<target>[^<>|\n]*)(?:\|(?P<label>[^<>\n]*))?>")
_TOKEN_OPENS = re.compile(r"<(?=\s*[@#!])")
# An escape before a sign of an address: readers see the address without it.
_ESCAPED_ADDRESS = re.compile(r"(?<=[\w:/.])\\+(?=[/:.@][\w/\\])")
_BROADCAST = re.compile(r"@(?=here|channel|everyone|group)", re.IGNORECASE)

# What makes the second half of `[label](…)` or `[label]: …` an address; `[p. 12](Annex)` is just text.
_ADDRESS = r"(?:[^\W\d_][\w+.-]*://|//|www\.|/|#|\?|(?i:mailto|tel|sms|data|file|javascript|vbscript|slack):)"
_TITLE = r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?"
_MASKED = re.compile(
    rf"(?P<image>!?)\[(?P<label>[^\[\]]*)\]\(\s*<?(?P<target>{_ADDRESS}[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?{_TITLE}\s*\)"
)
_IMAGE = re.compile(r"!\[(?P<label>[^\[\]]*)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]]*\])")
_DEFINITION = re.compile(rf" {{0,3}}\[(?P<name>[^\[\]\n]+)\]:[ \t]*<?(?P<target>{_ADDRESS}[^\s<>]+)>?{_TITLE}[ \t]*")
_REFERENCE = re.compile(r"\[(?P<label>[^\[\]\n]+)\](?:\[(?P<name>[^\[\]\n]*)\])?")
_ANGLE = re.compile(
    r"<(?P<target>(?:[^\W\d_][\w+.-]*://|(?i:mailto|tel|sms|data|javascript):)[^\s<>|]+)(?:\|(?P<label>[^<>\n]*))?>"
)
_BARE = re.compile(r"(?:(?:https?|ftps?|wss?|slack)://|\bwww\.)[^\s<>|\"`]*", re.IGNORECASE)
_TAIL = ".,;:!?'\")]}*_~"
_IN_CODE = re.compile(
    r"(?P<image>!?)\[(?P<label>[^\[\]]*)\]\(\s*<?(?P<target>"
    r"(?:[^\W\d_][\w+.-]*://|//|www\.|(?i:mailto|tel|sms|data|javascript|vbscript):|(?:[^\W_][\w-]*\.)+[^\W\d_]{2,24}[/?#:])"
    r"[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?\s*\)"
)

# What Slack may make a link of by itself though no scheme stands before it. A path, a query or a port makes any name an address;
# a bare one counts only with an ending that is no file's (README.md, main.py): what is broken here can't be copied any more.
# Nor does a bare one behind an `@`: that is somebody's mail address.
_ENDINGS = (
    "com|org|net|info|biz|edu|gov|mil|int|io|co|dev|app|xyz|online|site|top|shop|club|link|click|cloud|tech|store|live|page|blog|news"
    "|eu|uk|us|de|fr|nl|ch|at|in|tv|me|cc|ws|gg|ai|to|su|рф|it|es|se|no|pt|be|dk|fi|ie|cz|hu|ro|ua|kr|mx|za|nz|sg|hk|ru|cn|jp|br|au|ca"
    "|tw|pw|tk|ga|cf|gq|icu|win|bid|loan|men|space|website|host|fun|life|world|today|email|pro|lol|quest|monster|bond|cyou|sbs|cfd|buzz"
    "|agency|digital|systems|services|solutions|exposed|wtf|ninja|rocks|vip|wang|ltd|mobi|asia|pics|beauty|makeup|autos|boats|homes"
    "|yachts|webcam|accountant|faith|party|racing|science|cricket|gdn|ooo|nexus|pe|uy|ve|gr|bg|lt|lv|lu|ae|sa|ir|pk|th|vn|ph|ng|ke|kz|ge"
)
_NAME = r"(?:[^\W_][\w-]*\.)+"
_DOMAIN = re.compile(
    r"(?:(?<![\w/\\])|(?<=(?<!:)//))(?<!\w\.)"
    rf"(?:{_NAME}[^\W\d_]{{2,24}}(?=[/?#:][^\s<>|\"`])|(?<![\w+-]@){_NAME}(?:{_ENDINGS})(?![\w-]|@\w))",
    re.IGNORECASE,
)
# What is left of these once every known kind of address is taken out (`[words](evil.pw)`, `[1]: 10.0.0.1`, `<evil.pw|words>`):
# whichever of them Slack may still make a link of would hide its address.
_LABELLED = re.compile(r"^[\s>*+.)\d-]*(?=\[(?:\\.|[^\]\\])+\]:)|\](?=\()|<(?=[^\s<>|]+\|)")
_ADDRESS_OR_DOMAIN = re.compile(rf"{_BARE.pattern}|(?P<domain>{_DOMAIN.pattern})", re.IGNORECASE)
_ADDRESS_BEGINS = re.compile(r"[^\s<>|\"`]+")
_SCHEME = re.compile(
    r"(?<![\w+])(?:(?:mailto|tel|sms|data|javascript|vbscript|file|blob|about):(?=\S)|(?!https?:)[a-z][a-z0-9+.-]{1,30}:(?=//))",
    re.IGNORECASE,
)

# Letters and signs that look like those of an address; NFKC folds most (full-width forms), these it leaves.
_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("\u2044\u2215\u29f8\u2571\u27cb", "/"),
        **dict.fromkeys("\u2236\ua789\u02d0\u05c3\u0589\ufe55", ":"),
        **dict.fromkeys("\u2024\u3002\uff61\ua4f8\u06d4\u0701", "."),
    }
)
_ROUNDS = 20


def neutralise(markdown: str, *, links: frozenset[str]) -> str:
    """The Markdown with everything taken out that could ping, mislead or carry data away; stable when done twice.

    `links` are the addresses that may be shown, compared whole after `normalised`.
    """
    allowed = frozenset(map(normalised, links))
    text = markdown
    # What one step uncovers (a link inside a link's label, an entity inside an entity) the next round takes.
    for _ in range(_ROUNDS):
        before, text = text, _one_round(text, allowed)
        if text == before:
            return text
    return _without_markup(text)


def normalised(url: str) -> str:
    """An address in the one spelling in which two are compared: lower-case scheme and host, no default port, no bare `/`."""
    url = url.replace("&amp;", "&").strip()
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError:
        return url
    if not host or parts.username is not None or parts.password is not None:
        return url
    if ":" in host:
        host = f"[{host}]"
    scheme = parts.scheme.lower()
    authority = host if port is None or (scheme, port) in {("http", 80), ("https", 443)} else f"{host}:{port}"
    path = re.sub(r"%[0-9a-fA-F]{2}", lambda octet: octet.group().upper(), parts.path if parts.path != "/" or parts.query else "")
    return urlunsplit((scheme, authority, path, parts.query, parts.fragment))


def _ascii_host(host: str) -> str:
    """A host as it is asked for, where one letter can't pass for another. Raises `ValueError` where browsers differ."""
    if host.isascii():
        return host
    if set(host) & set("ßς\u200c\u200d"):
        raise ValueError
    return host.encode("idna").decode()


def visible(text: str) -> str:
    """The text without characters that nobody sees, and with `\n` as its only line end."""
    return _JOINERS_BESIDE_ASCII.sub("", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))


def _one_round(text: str, allowed: frozenset[str]) -> str:
    text = visible(outside_code(visible(text), prose=_decoded, code=_decoded_if_it_matters))
    definitions = {match["name"].casefold(): match["target"] for match in map(_DEFINITION.fullmatch, text.split("\n")) if match}

    def masked(link: re.Match[str]) -> str:
        return link["label"] if link["image"] else _shown(link["label"], link["target"], allowed)

    def prose(line: str) -> str:
        if _DEFINITION.fullmatch(line):
            return ""
        # From the inside out, as in `[![label](…)](…)`.
        for _ in range(_ROUNDS):
            before, line = line, unmasked(line)
            if line == before:
                break
        return line

    def unmasked(line: str) -> str:
        line = _ANGLE.sub(lambda link: _shown(link["label"] or "", link["target"], allowed), line)
        line = _SLACK_TOKEN.sub(_spoken, line)
        line = _IMAGE.sub(lambda image: image["label"], _MASKED.sub(masked, line))
        return _REFERENCE.sub(lambda use: _resolved(use, definitions, allowed), line) if definitions else line

    # What is code here may be none for Slack, so that code is a refuge for nothing that is dangerous outside.
    text = outside_code(text, prose=prose, code=lambda code: _IN_CODE.sub(masked, code))
    text = _where_it_looks_like(_BARE, text, lambda url: _bare(url, allowed))
    text = _where_it_looks_like(_TOKEN_OPENS, text, lambda opening: opening + JOINER)
    text = _where_it_looks_like(_BROADCAST, text, lambda at: at + JOINER)
    return outside_code(text, prose=lambda words: _unlinked(words, allowed), code=str)


def _decoded(line: str) -> str:
    return _ENTITY.sub(lambda entity: html_unescape(f"&{entity['name']};"), _ESCAPED_ADDRESS.sub("", line))


def _decoded_if_it_matters(code: str) -> str:
    decoded = _decoded(code)
    seen = _folded(visible(decoded))
    return decoded if _BARE.search(seen) or _TOKEN_OPENS.search(seen) else code


def _unlinked(words: str, allowed: frozenset[str]) -> str:
    """Breaks, unseen, what Slack would make a link of that was not let through: `evil.org/x`, `mailto:…`, `[words](evil.pw)`."""
    words = _LABELLED.sub(lambda mark: mark[0] + JOINER, words)
    words = _where_it_looks_like(_SCHEME, words, lambda scheme: scheme + JOINER)
    # As written and as seen: an enclosed letter (`evil.orgⒶ`) ends a name for Slack, and reads like a letter of it.
    dots = sorted(_linking_dots(words, words, allowed) | _linking_dots(_folded(words), words, allowed))
    return "".join(words[start:end] + JOINER * (end in dots) for start, end in pairwise([0, *dots, len(words)]))


def _linking_dots(seen: str, words: str, allowed: frozenset[str]) -> set[int]:
    """Where, behind each of its dots, a domain has to be broken, in `seen`, which is `words` character by character."""
    dots: set[int] = set()
    for match in _ADDRESS_OR_DOMAIN.finditer(seen):
        address = _ADDRESS_BEGINS.match(seen, match.start())
        written = f"//{words[match.start() : address.end() if address else match.end()]}"
        if match["domain"] and not any(_known(scheme + written, allowed) for scheme in ("https:", "http:")):
            dots.update(match.start() + index + 1 for index, sign in enumerate(match[0]) if sign == ".")
    return dots


def _spoken(token: re.Match[str]) -> str:
    """A token of Slack's as plain words: a mention that calls nobody."""
    label = (token["label"] or "").strip().lstrip("@#")
    target = token["target"].strip()
    if token["kind"] == "#":
        return f"#{label or target}"
    if token["kind"] == "@" or target.startswith("subteam^"):
        return f"@{label or target.removeprefix('subteam^')}"
    return label or f"@{target.partition('^')[0]}"


def _shown(label: str, target: str, allowed: frozenset[str]) -> str:
    """A link with its address in sight, or its label alone where the address may not be shown."""
    label = label.strip()
    if normalised(target) not in allowed:
        return label or phrases.LINK_REMOVED
    return target if not label or normalised(label) == normalised(target) else f"{label} ({target})"


def _resolved(use: re.Match[str], definitions: dict[str, str], allowed: frozenset[str]) -> str:
    target = definitions.get((use["name"] or use["label"]).casefold())
    return _shown(use["label"], target, allowed) if target else use.group()


def _bare(url: str, allowed: frozenset[str]) -> str:
    """An address in running text; the punctuation behind it may or may not be part of it."""
    if known := _known(url, allowed):
        return _in_ascii(known) + url[len(known) :]
    return phrases.LINK_REMOVED + url[len(url.rstrip(_TAIL)) :]


def _known(url: str, allowed: frozenset[str]) -> str | None:
    """The address at the beginning of `url` that may be shown, if there is one."""
    ends = range(len(url), len(url.rstrip(_TAIL)) - 1, -1)
    return next((url[:end] for end in ends if normalised(url[:end]) in allowed), None)


def _in_ascii(url: str) -> str:
    """The address with its host in the spelling that shows a look-alike letter for what it is: `xn--…`."""
    try:
        parts = urlsplit(url)
        host = _ascii_host(parts.hostname or "")
    except ValueError:
        return phrases.LINK_REMOVED
    return url if parts.netloc.isascii() else url.replace(parts.netloc, host + (f":{parts.port}" if parts.port else ""), 1)


def _where_it_looks_like(pattern: re.Pattern[str], text: str, replace: Callable[[str], str]) -> str:
    """`pattern.sub` on what a reader sees: full-width and other look-alike signs are matched as their ASCII selves."""
    parts: list[str] = []
    end = 0
    for match in pattern.finditer(_folded(text)):
        parts += [text[end : match.start()], replace(text[match.start() : match.end()])]
        end = match.end()
    return "".join([*parts, text[end:]])


def _folded(text: str) -> str:
    """The text with each look-alike character as the one it looks like; of the same length."""
    if text.isascii():
        return text
    return "".join(char if char.isascii() else _folded_char(char) for char in text.translate(_LOOKALIKES))


def _folded_char(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and plain.isascii() else char


def _without_markup(text: str) -> str:
    """For a text nested so deeply that it was made to deceive: no brackets at all."""
    return re.sub(r"[\[\]<>&＜＞]", " ", text)
