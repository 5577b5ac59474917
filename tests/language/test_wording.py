"""Numbers, dates and lists, as each language writes them."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import phrases
from bot.language.speech import language, speaking
from bot.language.wording import counted, day, day_and_time, in_form, listed, number, some_of, span

NOW = datetime(2026, 6, 1, 12, 0)  # noqa: DTZ001 - in whichever zone


@pytest.mark.parametrize(
    ("say", "english", "german"),
    [
        (partial(number, 0), "0", "0"),
        (partial(number, 1_234_567), "1,234,567", "1.234.567"),
        (partial(counted, 1, "page"), "1 page", "1 Seite"),
        (partial(counted, 0, "file"), "0 files", "0 Dateien"),
        (partial(counted, 2, "image"), "2 images", "2 Bilder"),
        (partial(counted, 12_000, "token"), "12,000 tokens", "12.000 Tokens"),
        (partial(some_of, 48, 212, "page"), "48 of 212 pages", "48 von 212 Seiten"),
        (partial(some_of, 3, 5, "image"), "3 of 5 images", "3 von 5 Bildern"),
        (partial(some_of, 1, 1, "row"), "1 of 1 row", "1 von 1 Zeile"),
        (partial(some_of, 80, 100_000, "row"), "80 of 100,000 rows", "80 von 100.000 Zeilen"),
        (partial(listed, []), "", ""),
        (partial(listed, ["a"]), "a", "a"),
        (partial(listed, ["a", "b"]), "a and b", "a und b"),
        (partial(listed, ["a", "b", "c"]), "a, b and c", "a, b und c"),
        (partial(span, 1), "1 second", "1 Sekunde"),
        (partial(span, 40), "40 seconds", "40 Sekunden"),
        (partial(span, 120), "120 seconds", "120 Sekunden"),
        (partial(span, 121), "3 minutes", "3 Minuten"),
        (partial(span, 300), "5 minutes", "5 Minuten"),
        (partial(span, 7200), "120 minutes", "120 Minuten"),
        (partial(span, 7201), "3 hours", "3 Stunden"),
        (partial(span, 86_400), "24 hours", "24 Stunden"),
        (partial(day, datetime(2026, 3, 12), now=NOW), "12 Mar", "12. März"),  # noqa: DTZ001
        (partial(day, datetime(2025, 11, 2), now=NOW), "2 Nov 2025", "2. Nov. 2025"),  # noqa: DTZ001
        (partial(day_and_time, datetime(2026, 3, 12, 9, 5), now=NOW), "12 Mar 09:05", "12. März, 09:05"),  # noqa: DTZ001
    ],
)
def test_each_language_writes_it_in_its_way(say: Callable[[], str], english: str, german: str) -> None:
    assert say() == english
    with speaking(language("de")):
        assert say() == german


def test_a_text_has_the_form_of_its_count() -> None:
    assert [in_form(phrases.MINUTES_AGO, minutes) for minutes in (1, 3)] == ["1 minute ago", "3 minutes ago"]
    with speaking(language("de")):
        assert [in_form(phrases.MINUTES_AGO, minutes) for minutes in (1, 3)] == ["vor 1 Minute", "vor 3 Minuten"]


@given(st.integers(1, 10**6))
def test_nobody_comes_back_too_early(seconds: int) -> None:
    count, unit = span(seconds).split()
    assert int(count) * {"s": 1, "m": 60, "h": 3600}[unit[0]] >= seconds
