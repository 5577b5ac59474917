"""One value in all the forms in which documents and answers write it: what one side says the other may say otherwise."""

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal


def _names(names: str) -> list[str]:
    return names.split()


MONTHS = {
    "en": _names("January February March April May June July August September October November December"),
    "de": _names("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    "fr": _names("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "es": _names("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    "it": _names("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    "pt": _names("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
    "nl": _names("januari februari maart april mei juni juli augustus september oktober november december"),
}
FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


def grouped(value: Decimal, *, thousands: str, point: str) -> str:
    """The value with these separators, its decimals as they are."""
    whole, _, decimals = f"{value:,f}".partition(".")
    return whole.replace(",", thousands) + (point + decimals if decimals else "")


def numbers(value: Decimal) -> Iterator[str]:
    """A plain number."""
    yield f"{value:f}"
    yield grouped(value, thousands=",", point=".")
    yield grouped(value, thousands=".", point=",")
    yield grouped(value, thousands=" ", point=",")
    yield grouped(value, thousands="\u00a0", point=",")
    yield grouped(value, thousands="\u202f", point=",")
    yield grouped(value, thousands="'", point=".")
    yield grouped(value, thousands="’", point=".")
    yield grouped(value, thousands=",", point=".").translate(FULL_WIDTH)


def euros(value: Decimal) -> Iterator[str]:
    """An amount in euros."""
    for number in numbers(value):
        yield f"€{number}"
        yield f"EUR {number}"
        yield f"{number} €"
        yield f"{number} EUR"
        yield f"{number} euros"
        yield f"**{number}** €"


def dollars(value: Decimal) -> Iterator[str]:
    """An amount in US dollars."""
    for number in numbers(value):
        yield f"${number}"
        yield f"US$ {number}"
        yield f"USD {number}"
        yield f"{number} USD"
        yield f"{number} dollars"


def millions(mantissa: Decimal) -> Iterator[str]:
    """So many million US dollars, in words of scale and in full."""
    comma = f"{mantissa:f}".replace(".", ",")
    yield f"${mantissa:f}M"
    yield f"${mantissa:f} million"
    yield f"${mantissa:f}m"
    yield f"${mantissa:f} mn"
    yield f"USD {mantissa:f} million"
    yield f"{mantissa:f} million dollars"
    yield f"{mantissa:f} million US dollars"
    yield f"{comma} Mio. USD"
    yield f"{comma} Millionen Dollar"
    yield f"{comma} millions de dollars"
    yield f"{comma} millones de dólares"
    yield f"{comma} milioni di dollari"
    yield f"{comma} milhões de dólares"
    yield f"{comma} miljoen dollar"
    yield f"{(mantissa * 100).normalize():f}万 USD"
    full = (mantissa * 1_000_000).quantize(Decimal(1))
    yield from dollars(full)


def percentages(value: Decimal) -> Iterator[str]:
    """A part of a hundred."""
    comma = f"{value:f}".replace(".", ",")
    for number in (f"{value:f}", comma):
        for unit in (
            "%",
            " %",
            "\u00a0%",
            " percent",
            " per cent",
            " pct",
            " Prozent",
            " pour cent",
            " por ciento",
            " por cento",
            " procent",
        ):
            yield f"{number}{unit}"
    yield f"{value:f}％"


def dates(day: date) -> Iterator[str]:
    """A whole date; those of digits alone in the orders that are not ambiguous or are accepted both ways."""
    d, m, y = day.day, day.month, day.year
    yield f"{y}-{m:02}-{d:02}"
    yield f"{y}/{m:02}/{d:02}"
    yield f"{d:02}.{m:02}.{y}"
    yield f"{d}.{m}.{y}"
    yield f"{d}. {m}. {y}"
    yield f"{d}/{m}/{y}"
    yield f"{m}/{d}/{y}"
    yield f"{d:02}-{m:02}-{y}"
    yield f"{d}/{m}/{y % 100:02}"
    yield f"{d:02}.{m:02}.{y % 100:02}"
    yield f"{y}年{m}月{d}日"
    end = {1: "st", 2: "nd", 3: "rd"}.get(d % 10 if d not in {11, 12, 13} else 0, "th")
    english = MONTHS["en"][m - 1]
    for name in (english, english[:3], english.upper()):
        yield f"{d} {name} {y}"
        yield f"{name} {d}, {y}"
        yield f"{name} {d}{end}, {y}"
        yield f"{d}{end} of {name}, {y}"
        yield f"{d}-{name}-{y}"
    yield f"Monday, {english} {d}, {y}"
    yield f"{english[:3]}. {d}, {y}"
    yield f"{d}. {MONTHS['de'][m - 1]} {y}"
    yield f"{'1er' if d == 1 else d} {MONTHS['fr'][m - 1]} {y}"
    yield f"{d} de {MONTHS['es'][m - 1]} de {y}"
    yield f"{d} {MONTHS['it'][m - 1]} {y}"
    yield f"{d} de {MONTHS['pt'][m - 1]} de {y}"
    yield f"{d} {MONTHS['nl'][m - 1]} {y}"


def times(moment: time) -> Iterator[str]:
    """A time of day."""
    hour, minute = moment.hour, moment.minute
    half = "am" if hour < 12 else "pm"
    twelve = hour % 12 or 12
    yield f"{hour:02}:{minute:02}"
    yield f"{hour}:{minute:02}"
    yield f"{hour}.{minute:02} Uhr"
    yield f"{hour}:{minute:02} Uhr"
    yield f"{hour}h{minute:02}"
    yield f"{twelve}:{minute:02} {half}"
    yield f"{twelve}:{minute:02}{half.upper()}"
    yield f"{twelve}:{minute:02} {half[0]}.m."
