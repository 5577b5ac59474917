"""A claim stands on a page in whatever form either is written; with another digit, unit, sign or word it does not."""

import pytest

from bot.answering.citations.claims import claims
from bot.answering.citations.finding import NOWHERE, Form, find
from bot.answering.citations.folding import fold
from bot.answering.citations.page import PageText


def found(said: str, written: str, form: Form | None = None) -> bool:
    """Whether there is a claim at all, and all of it stands on the page."""
    page = PageText(f"Here we see {written} written.")
    places = [find(claim, page, form or Form()) for claim in claims(fold(f"The value was {said} overall."))]
    return bool(places) and NOWHERE not in places


SAME = [
    ("USD 1,200,000", "$1.2M"),
    ("1.2 million dollars", "$1,200,000"),
    ("$1.2m", "1 200 000 US dollars"),
    ("1.5 billion", "1.500.000.000"),
    ("1,5 Mrd. €", "1.5 billion euros"),
    ("1.5 Milliarden Euro", "€1.5bn"),
    ("2 mil millones de euros", "€2,000,000,000"),
    ("500k", "500,000"),
    ("T€ 500", "€500,000"),
    ("500 T€", "€500,000"),
    ("CHF 1'234.50", "1234.50 CHF"),
    ("SFr. 12.50", "CHF 12.50"),
    ("Rs. 5 lakh", "₹500,000"),
    ("12,34,567", "1,234,567"),
    ("€10-15 million", "10 to 15 million euros"),
    ("10-15 %", "10 % – 15 %"),
    ("5–7 per cent", "between 5 % and 7 %"),
    ("12.4 %", "12.4 percentage points"),
    ("50 %", "0.5"),
    ("-12", "(12)"),
    ("loss of 12", "-12"),
    ("4.–6. März 2026", "March 4 to 6, 2026"),
    ("4-6 March 2026", "2026-03-04 until 2026-03-06"),
    ("Mar-26", "March 2026"),
    ("Wed, 4 Mar 2026", "2026-03-04"),
    ("03/2026", "March 2026"),
    ("2026-03", "March 2026"),
    ("30/6/24", "30.06.2024"),
    ("2 pm", "14:00"),
    ("14 Uhr", "2 p.m."),
    ("14h30", "2:30 PM"),
    ("14:30:15", "2:30:15 pm"),
    ("9:00", "9 am"),
    ("from 9:00 to 17:30", "9 am – 5:30 pm"),
    ("12:30 am", "0:30"),
    ("14:30:00", "14:30"),
    ("Q3", "third quarter"),
    ("Q3 2024", "Q3/2024"),
    ("3Q24", "Q3 '24"),
    ("FY24", "FY2024"),
    ("FY2024/25", "FY24"),
    ("v2.1.3", "version 2.1.3"),
    ("ISO 27001", "ISO27001"),
    ("INV-2024-001", "Invoice INV2024001"),
    ("GPT-4", "GPT-4"),
    ("Article 5", "Article 5"),
    ("forty-two", "42"),
    ("five percent", "5 %"),
    ("three million", "3,000,000"),
    ("+49 30 123 456", "+49 30 123456"),
    ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
    ("100 km/h", "100km/h"),
    ("1990s", "the 1990s"),
    ("3:1", "ratio of 3:1"),
    ("2019/20", "2019/20"),
    ("2019-2021", "2019 to 2021"),
    (".5", "0.5"),
    ("€ 1.234.567,89", "1,234,567.89 EUR"),
    ("3億円", "300,000,000円"),
    ("2026年3月4日", "March 4, 2026"),
    ("３．５％", "3.5%"),
    ("“don’t panic”", "'Don't panic'"),
    ("(1.234)", "1,234"),
    ("$2.5-3.0 million", "2.5 to 3.0 million dollars"),
    ("§ 4.2", "Section 4.2"),
    ('["ab"]', '"ab"'),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_forms_of_the_same_bear_each_other_out(one: str, other: str) -> None:
    assert found(one, other)
    assert found(other, one)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("March 4", "2026-03-04"),
        ("4 March", "4.3.2026"),
        ("March 2026", "2026-03-04"),
        ("2026", "2026-03-04"),
        ("04.03.", "4 March 2026"),
        ("the 4th", "4 March 2026"),
        ("January 2026", "In 2026\n\nJanuary: 5"),
        ("4 March 2026", "2026: on March 4"),
        ("12 months", "twelve months"),
        ("42", "zweiundvierzig"),
        ("3rd", "third"),
        ("Article 4", "Article IV"),
        ("50 %", "fifty per cent"),
        ("10.0.0.1", "host 10.0.0.1:80"),
        ("27001", "ISO27001"),
        ("FY2024", "in 2024"),
        ("FY24", "on 2024-03-04"),
        ("2:30", "2:30 pm"),
        ("14:30", "14:30:15"),
        ("$1.23 billion", "$1,234,567,890"),
        ("approx. 1,200", "1,234"),
        ("~1.2k", "1,234"),
        ("nearly 50 %", "48.7 %"),
        ("over 1,000", "1,087"),
        ("about 1,240", "1,234"),
        ("rund 1,2 Mio.", "1.234.567"),
        ("$1,235", "$1,234.56"),
        ("12 %", "12.4 %"),
        ("12.3", "12.345"),
        ("€1.2 billion", "in EUR million: 1,234"),
        ("5 million", "(in millions) 5"),
        ('"Project Falcon"', "the **Project** Falcon team"),
        ('"efficient"', "effi-\ncient"),
        ('"ab ... gh"', "ab cd ef gh"),
        ('"ﬁnal"', "final"),
        ("'the rate card'", "the rate card"),
        ("0.125", "12.5 %"),
        ("12.3 %", "0.1234"),
        ("about 12 %", "0.1234"),
        ("1,2,3", "3, 2, 1"),
        ("In May 12 people", "12 people"),
        ("4.3.", "4.3"),
        ("1.2.34", "1-2-34"),
        ("2024-25", "2024-25"),
        ("2024/2025", "2024/25"),
        ("2025", "FY25"),
        ("12.3 percent", "売上高は前年比12.3％増。"),
    ],
)
def test_what_a_page_says_more_exactly_bears_a_claim_out(said: str, written: str) -> None:
    assert found(said, written)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("1,234,576", "1,234,567"),
        ("1.3 million", "1,234,567"),
        ("1,240", "1,234"),
        ("1.2 million", "1.2 billion"),
        ("$12", "€12"),
        ("12 %", "$12"),
        ("+5", "-5"),
        ("4 March 2026", "2026-04-05"),
        ("4 March 2027", "2026-03-04"),
        ("March 2027", "2026-03-04"),
        ("2:30 pm", "2:30 am"),
        ("14:31", "14:30"),
        ("14:30:15", "14:30"),
        ("Q4", "third quarter"),
        ("INV-2024-002", "INV-2024-001"),
        ("INV-2024-001", "INV-2024-0012"),
        ("v2.1.4", "v2.1.3"),
        ("10.0.0.2", "10.0.0.1"),
        ("about 1,300", "1,234"),
        ("over 1,300", "1,234"),
        ("about 1,250", "1,234"),
        ("roughly 51,300", "51,234"),
        ("12.5", "12.44"),
        ("13 %", "12.4 %"),
        ("12.4 %", "0.1234"),
        ('"effective"', "ineffective"),
        ('"ab gh"', "ab cd gh"),
        ("€1.3bn", "1,234,567,890"),
        ("1.234,51", "1,234.50"),
        ("123", "1,234"),
        ("234", "1,234"),
        ("5", "Q5"),
        ("3.4", "3.4.1"),
        ("three million", "3,000"),
        ("forty-two", "43"),
        ("+49 30 123457", "+49 30 123456"),
        ("2,345", "12,345"),
        ("1.5", "11.5"),
        ("5000", "5"),
        ("$5", "$5 million"),
        ("5 million", "5"),
        ("20", "2026"),
        ("FY25", "FY2024"),
        ("4 March 2026", "March 4"),
        ("2026-03-04", "March 2026"),
        ("12 %", "twelve people"),
        ("4 917 456", "3 917 456 and 4"),
        ("2 400 files", "2 300 files and 400"),
        ("a@example.org", "b@example.org"),
        ("ABC-77x", "ABC-78x"),
    ],
)
def test_a_wrong_digit_unit_sign_or_word_is_never_borne_out(said: str, written: str) -> None:
    assert not found(said, written)


def test_a_scale_that_is_said_elsewhere_may_be_left_out() -> None:
    assert not found("1,234", "1,234 million")
    assert found("1,234", "1,234 million", Form(in_scale=True))


def test_the_number_of_a_row_counts_for_a_copied_row_alone() -> None:
    page = PageText("| row | A: Name |\n| --- | --- |\n| 38 | Ada |")
    (claim,) = claims("they have 38 people")
    assert find(claim, page) == NOWHERE
    assert find(claim, page, Form(in_row=True)) >= 0
