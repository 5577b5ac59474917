"""The language in force: whose it is, how long, and how its texts are filled."""

import asyncio

import pytest

from bot.language import phrases
from bot.language.speech import CODES, ENGLISH, Language, language, language_of, languages, speaking, spoken

GERMAN = language("de")


@pytest.mark.parametrize(
    ("locale", "code"),
    [
        ("de-DE", "de"),
        ("de_AT", "de"),
        ("DE", "de"),
        (" de-CH ", "de"),
        ("en-GB", "en"),
        ("en-US", "en"),
        ("fr-FR", "en"),
        ("zh-TW", "en"),
        ("", "en"),
        ("../de", "en"),
        ("__init__", "en"),
        ("deu", "en"),
    ],
)
def test_a_locale_is_spoken_to_in_its_language_or_else_in_english(locale: str, code: str) -> None:
    assert language_of(locale).code == code


def test_a_language_knows_its_own_name() -> None:
    assert {one.code: one.name for one in languages()} == {"en": "English", "de": "Deutsch"} | {
        code: language(code).name for code in CODES
    }
    assert language("de") is GERMAN


def test_english_is_spoken_where_nothing_else_is_in_force() -> None:
    assert spoken() is ENGLISH
    assert phrases.THINKING == "is thinking…"


def test_a_language_is_in_force_as_long_as_its_block() -> None:
    with speaking(GERMAN):
        assert phrases.THINKING == "denkt nach…"
        with speaking(ENGLISH):
            assert phrases.THINKING == "is thinking…"
        assert phrases.THINKING == "denkt nach…"
    assert phrases.THINKING == "is thinking…"


async def test_people_of_two_languages_are_spoken_to_side_by_side() -> None:
    met = asyncio.Barrier(2)

    async def said(which: Language) -> tuple[str, str]:
        with speaking(which):
            await met.wait()
            first = phrases.STOPPED
            await met.wait()
            return first, await asyncio.create_task(asyncio.to_thread(lambda: phrases.STOPPED))

    assert await asyncio.gather(said(GERMAN), said(ENGLISH)) == [("Angehalten.",) * 2, ("Stopped.",) * 2]
    assert spoken() is ENGLISH


async def test_what_a_task_starts_goes_on_in_its_language_after_it() -> None:
    go_on = asyncio.Event()

    async def later() -> str:
        await go_on.wait()
        return phrases.STOPPED

    with speaking(GERMAN):
        errand = asyncio.create_task(later())
    go_on.set()
    assert await errand == "Angehalten."


@pytest.mark.parametrize(
    ("code", "said"),
    [("en", "cut after 2,400,000 characters"), ("de", "nach 2.400.000 Zeichen abgeschnitten")],
)
def test_numbers_in_a_text_are_written_as_its_language_writes_them(code: str, said: str) -> None:
    with speaking(language(code)):
        assert phrases.CUT_AT_BUDGET.format(characters=2_400_000) == said


def test_decimals_in_a_text_are_written_as_its_language_writes_them() -> None:
    assert phrases.COST.format(dollars=0.01234) == "$0.0123"
    with speaking(GERMAN):
        assert phrases.COST.format(dollars=0.01234) == "0,0123 $"
        assert phrases.FILE_TOO_LARGE.format(size=70.25, limit=64) == "zu groß: 70,25 MB, das Limit ist 64 MB"


def test_words_in_a_blank_stay_as_they_are() -> None:
    with speaking(GERMAN):
        assert phrases.FILE_EXTERNAL.format(place="Acme, Inc.").startswith("liegt außerhalb von Slack (Acme, Inc.)")
        assert phrases.READING_FILES.format(names="v1.2,3.pdf") == "liest v1.2,3.pdf…"


def test_texts_by_name_and_by_form_are_filled_alike() -> None:
    with speaking(GERMAN):
        assert phrases.TAPPED_AS["translated"].format(words="Englisch") == "Übersetzt: Englisch"
        assert phrases.READ_IN_PART["line"].format(first=1, last=80_000, total=120_000) == "gelesen: Zeilen 1-80.000 von 120.000"


def test_there_are_no_other_texts() -> None:
    with pytest.raises(AttributeError):
        _ = phrases.NO_SUCH_TEXT  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]


def test_what_a_language_lacks_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.language.catalogue import de

    monkeypatch.delattr(de, "STOPPED")
    language.cache_clear()
    try:
        with speaking(language("de")):
            assert (phrases.STOPPED, phrases.STOP) == ("Stopped.", "Stopp")
    finally:
        language.cache_clear()
