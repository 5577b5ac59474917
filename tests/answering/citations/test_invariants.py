"""What holds for every answer: nothing is lost, nothing raises, what is right passes, a wrong digit does not."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.answering.citations import Checker, Evidence, Passage, Verdict, check
from bot.answering.citations.claims import claims
from bot.answering.citations.folding import fold
from bot.answering.sentences import Sentences
from bot.language import marks
from tests.answering.citations import writings

FILLER = (
    "The board discussed staffing, suppliers and the new warehouse at length, and agreed to meet again soon.",
    "Operations remained stable throughout the period, with minor delays in logistics that nobody minded.",
)
SENTENCES = (
    "The {what} amounted to {figure} [p. 2].",
    "According to the report, the {what} was {figure} [page 2].",
    "- **{what}**: {figure} [p.2]",
    "| {what} | {figure} [P. 2] |",
    "{figure} is given as the {what} [pp. 2]",
    "Die Angabe für {what} lautet {figure} [S. 2].",
)
SUBJECTS = ("closing balance", "marketing budget", "warehouse rent", "legal reserve")

Write = Callable[..., Iterator[str]]
FIGURES: dict[str, tuple[st.SearchStrategy[Decimal | date | time], Write]] = {
    "number": (st.integers(1_000, 9_999_999).map(Decimal), writings.numbers),
    "euros": (st.decimals(min_value=1_000, max_value=9_999_999, places=2), writings.euros),
    "millions": (st.decimals(min_value=Decimal("1.1"), max_value=99, places=1), writings.millions),
    "percentage": (st.decimals(min_value=Decimal("10.1"), max_value=99, places=1), writings.percentages),
    "date": (st.dates(date(1990, 1, 1), date(2060, 12, 31)), writings.dates),
    "time": (st.times(time(0, 0), time(23, 59)).map(lambda moment: moment.replace(second=0, microsecond=0)), writings.times),
}
NUMBERS = ("number", "euros", "millions", "percentage")
# Forms in which it is hard to think, besides any text: what the parts of the checker look for.
PIECES = st.sampled_from(
    (
        "1,234.50 ",
        "[p. 1]",
        "[p. 9]",
        "(p. 2)",
        "[",
        "]",
        "| ",
        "\n",
        ". ",
        '"',
        "€",
        "%",
        "5-6",
        "4 March 2026 ",
        "https://x.example/a ",
        "a@b.example",
        "[unverified]",
        "**",
        "`",
        "```\n",
        "about ",
        "million ",
        "INV-7 ",
        "total ",
        "。",
        "\u00ad",
        "ﬁ",
        "e.g. ",
        "3. ",
        "März ",
        "12:04 ",
        "? ",
        "word ",
        "\n| a | 5 |\n| - | - |\n| a | 6 |\n| b | 7 |\n",
    )
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=30).map("".join)


def evidence(*texts: str) -> Evidence:
    return Evidence([Passage(anchor=f"p. {n}", text=text, source="R.pdf") for n, text in enumerate(texts, start=1)])


EVIDENCE = evidence(
    "Alpha paid 1,234.50 on 4 March 2026, see https://x.example/a.", "| a | 5 |\n| - | - |\n| b | 6 % |", "INV-7 at 12:04"
)


@st.composite
def written(draw: st.DrawFn, kinds: Sequence[str]) -> tuple[str, str, Decimal | date | time, Write]:
    """A figure as a page has it and as a sentence has it, the value, and how it is written."""
    values, write = FIGURES[draw(st.sampled_from(kinds))]
    value = draw(values)
    forms = list(write(value))
    return draw(st.sampled_from(forms)), draw(st.sampled_from(forms)), value, write


@given(TEXTS)
def test_no_sentence_is_too_odd(sentence: str) -> None:
    checked = check(sentence, EVIDENCE)
    assert (checked.verdict == Verdict.UNVERIFIED) == (marks.UNVERIFIED in checked.text)


@given(TEXTS, TEXTS)
def test_no_page_is_too_odd(page: str, sentence: str) -> None:
    checked = check(sentence, evidence(page, "", page))
    assert all(not citation.quote or citation.quote in page for citation in checked.citations)


def bare(text: str) -> str:
    """A text without anchors, marks and the spaces around them."""
    anchor = r"[\[(【]\s*(?:p+\.?|page)?\s*[\d,;.p\s]*[\])】]"
    text = re.sub(rf"\[(?:unverified|computed)\]|`{anchor}`|{anchor}", "", text, flags=re.IGNORECASE)
    return "".join(text.split())


@given(TEXTS)
def test_but_for_anchors_and_marks_the_text_is_the_models(sentence: str) -> None:
    assume(not re.search(r"\]\(|@|//|www\.|\.[a-z]{2}", sentence, re.IGNORECASE))
    assert bare(check(sentence, EVIDENCE).text) == bare(sentence)


@given(st.text(alphabet=st.characters(categories=("L", "Zs", "P"), exclude_characters="[](){}@./:【】"), max_size=60))
def test_what_has_none_of_them_is_left_byte_for_byte(sentence: str) -> None:
    text = check(sentence, EVIDENCE).text
    assert re.sub(r" \[(?:unverified|p\. \d)\]", "", text) == sentence


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.lists(st.integers(1, 12), min_size=1, max_size=8))
def test_any_pieces_of_an_answer_give_the_same_text(answer: str, sizes: list[int]) -> None:
    at_once = Checker(EVIDENCE).feed(answer)
    checker, sentences, shown, at, turn = Checker(EVIDENCE), Sentences(), "", 0, 0
    while at < len(answer):
        size = sizes[turn % len(sizes)]
        if sentences.feed(answer[at : at + size]):
            grown = checker.feed(sentences.whole)
            assert grown.startswith(shown)
            shown = grown
        at, turn = at + size, turn + 1
    assert checker.feed(sentences.flush()) == at_once
    assert "".join(one.text for one in checker.checked) == at_once


@settings(max_examples=400)
@given(written(tuple(FIGURES)), st.sampled_from(SENTENCES), st.sampled_from(SUBJECTS))
def test_a_figure_in_any_form_passes_on_its_page(figure: tuple[str, str, object, object], sentence: str, what: str) -> None:
    there, here, *_ = figure
    pages = evidence(FILLER[0], f"{FILLER[1]} The {what} was {there} in this period.", FILLER[1])
    assert check(sentence.format(what=what, figure=here), pages).verdict == Verdict.SUPPORTED


@settings(max_examples=400)
@given(written(tuple(FIGURES)), st.sampled_from(SENTENCES), st.sampled_from(SUBJECTS))
def test_a_figure_with_the_wrong_page_is_given_the_right_one(
    figure: tuple[str, str, object, object], sentence: str, what: str
) -> None:
    there, here, *_ = figure
    # A small number stands on many pages: to be looked for elsewhere it has to share more with the page.
    assume(all(claim.is_strong for claim in claims(fold(here))))
    pages = evidence(FILLER[0], FILLER[1], f"{FILLER[1]} The {what} was {there} in this period.")
    checked = check(sentence.format(what=what, figure=here), pages)
    assert (checked.verdict, [citation.anchor for citation in checked.citations]) == (Verdict.MENDED, ["p. 3"])


@settings(max_examples=400)
@given(written(NUMBERS), st.sampled_from(SENTENCES), st.sampled_from(SUBJECTS), st.data())
def test_a_wrong_digit_never_passes(
    figure: tuple[str, str, Decimal, Write], sentence: str, what: str, data: st.DataObject
) -> None:
    there, _, value, write = figure
    digits = str(value)
    place = data.draw(st.sampled_from([at for at, sign in enumerate(digits) if sign.isdigit()]))
    digit = data.draw(st.sampled_from([one for one in "123456789" if one != digits[place]]))
    wrong = Decimal(digits[:place] + digit + digits[place + 1 :])
    here = data.draw(st.sampled_from(list(write(wrong))))
    pages = evidence(FILLER[0], f"{FILLER[1]} The {what} was {there} in this period.", FILLER[1])
    checked = check(sentence.format(what=what, figure=here), pages)
    assert checked.verdict == Verdict.UNVERIFIED
    assert checked.doubts


@settings(max_examples=200)
@given(written(("date",)), st.sampled_from(SENTENCES), st.integers(1, 10_000), st.data())
def test_another_day_never_passes(figure: tuple[str, str, date, Write], sentence: str, days: int, data: st.DataObject) -> None:
    there, _, value, write = figure
    other = date.fromordinal(value.toordinal() + days)
    here = data.draw(st.sampled_from(list(write(other))))
    # Day and month may be written the other way round, the year by its last two digits.
    assume((other.day, other.month, other.year % 100) != (value.month, value.day, value.year % 100))
    assume((other.day, other.month, other.year % 100) != (value.day, value.month, value.year % 100))
    pages = evidence(FILLER[0], f"{FILLER[1]} The deadline was {there} in this period.")
    assert check(sentence.format(what="deadline", figure=here), pages).verdict == Verdict.UNVERIFIED


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 2_500,
        "[p. 1" * 500,
        "[[p. 1]" * 400,
        "1 234 " * 750,
        "1,2." * 1_000,
        '"' * 2_500,
        "'a " * 1_500,
        "9" * 50_000,
        "a@" * 2_000,
        "https://" * 1_000,
        "www." * 1_500,
        "(0" * 2_500,
        "3. " * 1_500,
        "A-1" * 1_500,
        "- " * 2_500,
        "| " * 10_000,
        "e\u0301" * 2_500,
        "\u0301" * 10_000,
        "[a](" * 1_000,
        "§ " * 2_500,
        "12:04:" * 1_000,
        "4 March " * 1_000,
        "total 5 + " * 500,
        "about " * 1_500,
        "X" * 25_000,
        "。" * 4_500,
    ],
    ids=lambda text: text[:8],
)
def test_hostile_text_takes_no_time(hostile: str) -> None:
    # The suite's own time limit is the measure: what is not linear here takes minutes.
    pages = evidence(hostile, hostile[::-1], "x")
    check(hostile, pages)
    Checker(pages).feed(hostile)
    check(f"A total of 5,555 words: {hostile[:300]} [p. 1].", pages)
