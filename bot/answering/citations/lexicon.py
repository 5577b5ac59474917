"""The words of figures in the languages that people share files in: scales, currencies, months, number words. Data only.

Languages: English, German, French, Spanish, Italian, Portuguese, Dutch; Chinese and Japanese where it is cheap. Month names and
number symbols as in CLDR (cldr.unicode.org); the list is short enough to be held here rather than in a library of 10 MB.
"""

from collections.abc import Mapping


def listed(words: str) -> list[str]:
    """Words that are written one behind the other."""
    return words.split()


def _each(**powers: str) -> Mapping[str, tuple[int, ...]]:
    # `_9_12` is a word that means 10^9 to some and 10^12 to others.
    return {word: tuple(map(int, name[1:].split("_"))) for name, words in powers.items() for word in listed(words)}


SCALES = _each(
    _2="hundred hundert",
    _3="k thousand thousands tsd tausend mille mil mila duizend thd 千",
    _4="万 萬",
    _5="lakh lakhs",
    _6=(
        "mm mn mio mill million millions millionen mln millón millones milione milioni milhão milhões miljoen miljoenen "
        "百万 millon milhao milhoes"
    ),
    _7="crore crores",
    _8="亿 億",
    _9="bn mrd milliarde milliarden milliard milliards mld miliardo miliardi bilhão bilhões miljard miljarden md bilhoes",
    _9_12="billion billions",
    _12="tn trn billionen billón billones trillion trillions bio 兆 billon",
)
"""Powers of ten by the word behind a number; all but the Chinese and Japanese ones in lower case."""

SCALE_LETTERS: Mapping[str, tuple[int, ...]] = {
    "k": (3,),
    "K": (3,),
    "M": (6,),
    "MM": (6,),
    "m": (6, 0),
    "B": (9,),
    "b": (9, 0),
    "T": (12, 0),
    "t": (12, 3, 0),
    "万": (4,),
    "萬": (4,),
    "亿": (8,),
    "億": (8,),
    "千": (3,),
    "兆": (12,),
    "百万": (6,),
}
"""Letters set right behind a number; with 0 it may be a unit as well: metres, bytes, tonnes."""

DOLLARS = frozenset(listed("USD CAD AUD NZD SGD HKD MXN TWD"))
_KRONOR = frozenset(listed("SEK NOK DKK ISK"))
_CODES = listed("""
    USD EUR GBP JPY CNY INR CHF CAD AUD NZD SEK NOK DKK ISK PLN CZK HUF RON BGN RUB UAH BRL MXN ARS CLP COP KRW SGD HKD TWD ZAR
    TRY ILS THB IDR MYR PHP VND AED SAR QAR EGP NGN KES PKR
""")
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₺": "TRY",
    "₪": "ILS",
    "฿": "THB",
    "₫": "VND",
    "₴": "UAH",
    "₱": "PHP",
    "₦": "NGN",
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "r$": "BRL",
    "chf": "CHF",
    "sfr": "CHF",
    "zł": "PLN",
    "rmb": "CNY",
    "円": "JPY",
    "元": "CNY",
}
CURRENCIES: Mapping[str, frozenset[str]] = {
    **{code.lower(): frozenset({code}) for code in _CODES},
    **{sign: frozenset({code}) for sign, code in _SIGNS.items()},
    "$": DOLLARS,
    "¥": frozenset({"JPY", "CNY"}),
    "kr": _KRONOR,
    "fr": frozenset({"CHF"}),
    **dict.fromkeys(listed("dollar dollars dólares dólar dollari dollaro dolares us-dollar us-dollars bucks"), DOLLARS),
    **dict.fromkeys(listed("euro euros euros"), frozenset({"EUR"})),
    **dict.fromkeys(listed("pound pounds pfund libras sterline livres"), frozenset({"GBP"})),
    **dict.fromkeys(listed("franken francs franchi francos frank"), frozenset({"CHF"})),
    **dict.fromkeys(listed("yen ienes"), frozenset({"JPY"})),
    **dict.fromkeys(listed("yuan renminbi"), frozenset({"CNY"})),
    **dict.fromkeys(listed("rs rupee rupees rupien"), frozenset({"INR", "PKR"})),
    **dict.fromkeys(listed("krone kronen kroner krona kronor"), _KRONOR),
}
"""What a sign, a code or a word may mean, by its lower-case form: `$` is any dollar, `kr` any crown."""

PERCENT = "%"
PERCENTS = frozenset(
    listed("% percent pct prozent percentage procent porcento prozentpunkte prozentpunkten pp percentagepoints v.h")
)
"""The unit of a figure that is a part of a hundred; two words (`per cent`) are one here."""

_MONTHS = (
    "january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari",
    "february feb februar feber février févr fév febrero febbraio fevereiro fev februari fevrier",
    "march mar märz mär mrz mars marzo março maart mrt maerz marco",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug août agosto augustus aout",
    "september sep sept septembre septiembre settembre sett setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro decembre",
)
MONTHS: Mapping[str, int] = {name: number for number, names in enumerate(_MONTHS, start=1) for name in listed(names)}
"""Month by lower-case name or short form, without the full stop behind it."""
MONTHS_THAT_ARE_WORDS = frozenset({"may", "march", "mar", "mars", "gen", "mai", "mag", "dec"})
"""Months only with a capital or a year: in small letters they are words of some language."""

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
_EINS = (
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn"
)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_ERSTE = "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte"
TENS: Mapping[str, int] = {
    **{word: 10 * n for n, word in enumerate(listed("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)},
    **{word: 10 * n for n, word in enumerate(listed("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"), start=2)},
    "dreissig": 30,
}
NUMBER_WORDS: Mapping[str, int] = {
    **{word: number for number, word in enumerate([*listed(_ONES), "nineteen"])},
    **{word: number for number, word in enumerate([*listed(_EINS), "neunzehn"])},
    **{
        word: number for number, word in enumerate(listed("un deux trois quatre cinq six sept huit neuf dix onze douze"), start=1)
    },
    **{word: number for number, word in enumerate(listed("uno dos tres cuatro cinco seis siete ocho nueve diez"), 1)},
    **{word: n for n, word in enumerate(listed("uno - tre quattro cinque - sette otto nove dieci undici dodici"), 1)},
    **dict.fromkeys(listed("ein eine einem einen einer une una um uma een"), 1),
    "dozen": 12,
    "dutzend": 12,
    **TENS,
}
"""Numbers by the word for them; English and German are joined to others (`forty-two`, `zweiundvierzig`) where they are read."""
ORDINAL_WORDS: Mapping[str, int] = {
    **{word: number for number, word in enumerate(listed(_ORDINALS), start=1)},
    **{word + end: n for n, word in enumerate(listed(_ERSTE), start=1) for end in ("", "n", "r", "s", "m")},
}
ROMAN = (
    "",
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
    "XVIII",
)
"""Roman numerals by their value, as far as articles and chapters are counted with them."""
