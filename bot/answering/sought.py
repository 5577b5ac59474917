"""What a question names that a long table can be searched for: words, numbers, dates, cells and rows, as plain texts. Pure.

It only picks them out. How a cell is found to hold one is for those who read the file.
"""

import re
from collections.abc import Iterator
from unicodedata import normalize

from bot.answering.relevance import COMMON, UNSPACED, WORD, pairs, stem
from bot.model.template import neutralise

MOST_TERMS = 16
"""So many words and numbers: nobody names more in one question. Names and numbers come before other words."""
MOST_PLACES = 8
LONGEST_QUOTE = 60
"""In characters. What stands in quotation marks up to so long is sought as it stands."""

_NUMBER = r"(?:\d{1,3}(?:[,.' ]\d{3})+|\d{1,7})(?!\d)"
_SPAN = rf"({_NUMBER})(?:\s?(?:-|–|—|to|until|through|bis|à|a)\s?({_NUMBER}))?"
_ROWS = re.compile(
    rf"\b(?:rows?|lines?|zeilen?|lignes?|filas?)\s?(?:number|no\.?|nr\.?|n°|#)?\s?{_SPAN}"
    rf"(?:(?:, | and | und | et | y | & ){_SPAN})*",
    re.IGNORECASE,
)
_ROW_SPAN = re.compile(_SPAN, re.IGNORECASE)
_CELL = r"\$?[A-Za-z]{1,3}\$?\d{1,7}"
_CELL_IN_SHEET = re.compile(rf"(?:'(?:[^'\n]|''){{1,60}}'|[\w.]{{1,60}})!{_CELL}(?::{_CELL})?")
_QUOTE = re.compile(rf"[\"“”„«»]([^\"“”„«»\n]{{2,{LONGEST_QUOTE}}})[\"“”„«»]")
_SPACED_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?![\d])")
_MONTHS = (
    "jan|january|januar|janvier|enero",
    "feb|february|februar|février|febrero",
    "mar|march|märz|mars|marzo",
    "apr|april|avril|abril",
    "may|mai|mayo",
    "jun|june|juni|juin|junio",
    "jul|july|juli|juillet|julio",
    "aug|august|août|agosto",
    "sep|sept|september|septembre|septiembre",
    "oct|october|okt|oktober|octobre|octubre",
    "nov|november|novembre|noviembre",
    "dec|december|dez|dezember|décembre|diciembre",
)
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split("|")}
_MONTH = "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True))
_DAY = r"(\d{1,2})(?:st|nd|rd|th|er|\.)?"
_DATES = (
    re.compile(rf"\b{_DAY} (?:of |de |del )?({_MONTH})\.?,? (?:de |del )?(\d{{4}})\b", re.IGNORECASE),
    re.compile(rf"\b({_MONTH})\.? {_DAY},? (\d{{4}})\b", re.IGNORECASE),
)
_HIRAGANA = re.compile("[\u3040-\u309f]")
_PERCENT = re.compile(" ?%")
_PARTS = re.compile("[.,:/'-]")
_SENTENCE_START = re.compile(r"(?:\A|[.!?:\n])[\s\"'“„«*_(]*\Z")
LOOK_BACK = 20
"""How many characters before a word tell whether a sentence begins with it."""

# What people say to ask for something, or of tables as such: found in a table it would tell nothing.
_ASKING = frozenset(
    stem(word)
    for words in (
        "row rows line lines column columns cell cells sheet table file spreadsheet csv excel value values entry entries record",
        "show list give tell find look search check name get make write answer explain summarise summarize summary compare",
        "there here any all each every some other also only just more most least first last top again now then thanks thank yes",
        "about between than not but can could would should does do did done has have had will may might must need want know",
        "as if so such no up out over into per too very like same both either within without because while during after before",
        "still yet already today let us them they he she him her his its these those okay ok hi hello hey well",
        "average mean maximum minimum highest lowest biggest smallest largest percentage",
        "zeile spalte zelle tabelle datei zeige nenne liste finde gibt alle auch nur mehr nicht kann danke",
        "am an als bei nach vor viel viele hat haben hatte wird wurde kein keine es sich",
        "ligne colonne cellule tableau fichier montre donne trouve tous toutes aussi plus merci",
        "fila columna celda tabla archivo muestra dame lista busca todos todas también más gracias",
    )
    for word in words.split()
)


def sought(question: str) -> tuple[str, ...]:
    """What the question names: numbers, dates and codes first, then names and what stands in quotes, then its other words.

    Words come folded and without their endings, places as `row 70000`, `rows 500-520`, `Sheet2!B70000`, dates as 2026-01-31.
    """
    text = normalize("NFKC", neutralise(question))
    places = list(dict.fromkeys(_places(text)))[:MOST_PLACES]
    text = _CELL_IN_SHEET.sub(" ", _ROWS.sub(" ", text))
    quotes = [" ".join(quote.casefold().split()) for quote in _QUOTE.findall(text)]
    dates, rest = _dates(text)
    spaced = [found.replace(" ", "") for found in _SPACED_NUMBER.findall(rest)]
    exact: list[str] = [*dates, *spaced]
    names: list[str] = [quote for quote in quotes if " " in quote]
    others: list[str] = []
    for word, is_name in _words(_SPACED_NUMBER.sub(" ", rest)):
        has_digit = any(map(str.isdigit, word))
        (exact if has_digit else names if is_name else others).append(word)
    return (*list(dict.fromkeys([*exact, *names, *others]))[:MOST_TERMS], *places)


def terms(text: str) -> frozenset[str]:
    """All words and numbers of a text, in the form in which they are sought."""
    return frozenset(word for word, _ in _words(normalize("NFKC", neutralise(text))))


def _places(text: str) -> Iterator[str]:
    for listed in _ROWS.finditer(text):
        for found in _ROW_SPAN.finditer(listed[0]):
            first, last = (re.sub(r"\D", "", number or "") for number in found.groups())
            yield f"rows {first}-{last}" if last else f"row {first}"
    for found in _CELL_IN_SHEET.finditer(text):
        yield found[0].replace("$", "")


def _dates(text: str) -> tuple[list[str], str]:
    """The dates that are written with a month's name, and the text without them."""
    dates: list[str] = []

    def note(found: re.Match[str]) -> str:
        first, second, year = found.groups()
        day, month = (first, second) if first.isdecimal() else (second, first)
        dates.append(f"{year}-{_MONTH_NUMBERS[month.casefold()]:02}-{int(day):02}")
        return " "

    for pattern in _DATES:
        text = pattern.sub(note, text)
    return dates, text


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """The words that may be sought, each with whether it seems to be a name: written large within a sentence."""
    for found in WORD.finditer(text):
        word = found[0].casefold()
        if UNSPACED.search(word):
            # Particles and endings are in hiragana, and stand in every cell.
            yield from ((pair, False) for pair in pairs(word) if not _HIRAGANA.search(pair))
        elif any(map(str.isdigit, word)):
            # A single digit is everywhere.
            if len(word) > 1:
                yield word + ("%" if _PERCENT.match(text, found.end()) and word[-1].isdigit() else ""), False
        else:
            is_name = word != found[0] and not _SENTENCE_START.search(text[max(found.start() - LOOK_BACK, 0) : found.start()])
            yield from ((stem(part), is_name) for part in _PARTS.split(word) if _is_telling(part))


def _is_telling(word: str) -> bool:
    return len(word) > 1 and word not in COMMON and stem(word) not in _ASKING
