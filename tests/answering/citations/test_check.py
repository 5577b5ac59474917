"""Each verdict, and what becomes of the sentence."""

import pytest

from bot.answering.citations import Evidence, Passage, Verdict, check
from bot.answering.citations.check import plain
from bot.language import FileId, Link, marks

LINK = Link(url="https://files.example/R", label="R")
TEXTS = (
    """# Annual report 2025
Acme GmbH grew its revenue to 1,234,567 euros in fiscal 2025. The number of employees rose from 120 to 150.""",
    """## Costs
Personnel costs were 812.300,50 EUR. Marketing took 12.4 % of revenue.

| Region | Sales | Share |
| --- | --- | --- |
| North | 100 | 20 % |
| South | 250 | 50 % |
| West | 150 | 30 % |
""",
    """The contract with Globex was signed on 4 March 2026 and ends on 31.12.2028.
Contact: sales@globex.example, https://globex.example/terms?x=1. "We are commit-
ted to quality", said Jane Roe.""",
)
PASSAGES = [
    Passage(anchor=f"p. {n}", text=text, source="Report.pdf", link=LINK, file=FileId("F1")) for n, text in enumerate(TEXTS, 1)
]
IMAGE = Passage(anchor="p. 4", text="", source="Report.pdf", is_image=True)
EVIDENCE = Evidence([*PASSAGES, IMAGE], said=["What is the 77 % about? See https://said.example"])

S, M, A, C, U, N, B, P = (
    Verdict.SUPPORTED,
    Verdict.MENDED,
    Verdict.ADDED,
    Verdict.COMPUTED,
    Verdict.UNSEEN,
    Verdict.UNVERIFIED,
    Verdict.BARE,
    Verdict.PLAIN,
)
SAME = "="
"""The text stays as it is."""


@pytest.mark.parametrize(
    ("sentence", "verdict", "text", "doubts"),
    [
        ("Revenue was 1,234,567 euros [p. 1].", S, SAME, ()),
        ("Revenue was about 1.2 million euros [page 1]. ", S, "Revenue was about 1.2 million euros [p. 1]. ", ()),
        ("Revenue was 1,234,576 euros [p.1].\n", N, "Revenue was 1,234,576 euros [p. 1]. [unverified]\n", ("1,234,576 euros",)),
        ("Revenue was 1.3 million [p. 1].", N, "Revenue was 1.3 million [p. 1]. [unverified]", ("1.3 million",)),
        ("Revenue grew to €1,234,567 in 2025 [p. 2].", M, "Revenue grew to €1,234,567 in 2025 [p. 1].", ()),
        ("Personnel costs were 812,300.50 EUR. [p. 2]", S, SAME, ()),
        ("Marketing took 12 % of revenue [p. 99].", M, "Marketing took 12 % of revenue [p. 2].", ()),
        ("Marketing took 13 % of revenue [p. 99].", N, "Marketing took 13 % of revenue. [unverified]", ("13 %", "[p. 99]")),
        ("All went well for everybody [p. 99].", N, "All went well for everybody. [unverified]", ("[p. 99]",)),
        ("All went well [p. 3] for everybody [p. 99].", S, "All went well [p. 3] for everybody.", ()),
        (
            "Acme's revenue was 1,234,567 euros and personnel costs 812,300.50 EUR [p. 1].",
            M,
            "Acme's revenue was 1,234,567 euros and personnel costs 812,300.50 EUR [p. 1; p. 2].",
            (),
        ),
        ("Revenue was 1,234,567 [p. 1] and marketing 12.4 % [p. 2].", S, SAME, ()),
        (
            "Revenue was 1,234,567 and marketing 12.4 % [p. 1, p. 2].",
            S,
            "Revenue was 1,234,567 and marketing 12.4 % [p. 1; p. 2].",
            (),
        ),
        ("The number of employees rose by 25 % [p. 1].", C, "The number of employees rose by 25 % [p. 1]. [computed]", ()),
        (
            "The number of employees rose by 24 % [p. 1].",
            N,
            "The number of employees rose by 24 % [p. 1]. [unverified]",
            ("24 %",),
        ),
        ("Total sales were 500 [p. 2].", C, "Total sales were 500 [p. 2]. [computed]", ()),
        ("Sales in North and South total 350 [p. 2].", C, "Sales in North and South total 350 [p. 2]. [computed]", ()),
        ("Sales in North and South total 350.", C, "Sales in North and South total 350. [p. 2] [computed]", ()),
        ("There are 3 regions listed [p. 2].", C, "There are 3 regions listed [p. 2]. [computed]", ()),
        ("There are three reasons for that [p. 2].", S, SAME, ()),
        (
            "The contract with Globex was signed on 2026-03-04 and ends December 31, 2028.",
            A,
            "The contract with Globex was signed on 2026-03-04 and ends December 31, 2028. [p. 3]",
            (),
        ),
        ("Acme grew its revenue and number of employees.\n", A, "Acme grew its revenue and number of employees. [p. 1]\n", ()),
        ("The moon is made of cheese and rockets fly there daily.", B, SAME, ()),
        ("It was 1,999,999 in the end.", N, "It was 1,999,999 in the end. [unverified]", ("1,999,999",)),
        ('Jane Roe said "We are committed to quality" [p. 3].', S, SAME, ()),
        ('Jane Roe said "We are lost" [p. 3].', N, 'Jane Roe said "We are lost" [p. 3]. [unverified]', ('"We are lost"',)),
        ("Write to sales@globex.example [p. 3].", S, SAME, ()),
        ("Mail evil@globex.example now [p. 3]", N, "Mail now [p. 3] [unverified]", ("evil@globex.example",)),
        ("See https://evil.example/x for more.", N, "See for more. [unverified]", ("https://evil.example/x",)),
        ("See <https://evil.example/x>.", N, "See. [unverified]", ("https://evil.example/x",)),
        ("See [the terms](https://globex.example/terms?x=1) [p. 3]", S, SAME, ()),
        ("See [the terms](https://evil.example/y) [p. 3]", N, "See the terms [p. 3] [unverified]", ("https://evil.example/y",)),
        ("See [https://evil.example](https://evil.example) [p. 3]", N, "See [p. 3] [unverified]", ("https://evil.example",)),
        (
            "The contract with Globex was signed on 4 March 2026, says https://evil.example.",
            N,
            "The contract with Globex was signed on 4 March 2026, says. [p. 3] [unverified]",
            ("https://evil.example",),
        ),
        (
            "The contract with Globex was signed on 4 March 2026, says https://evil.example [p. 77].",
            N,
            "The contract with Globex was signed on 4 March 2026, says [p. 3]. [unverified]",
            ("https://evil.example",),
        ),
        ("You wrote of https://said.example and 77 % [p. 1].", S, SAME, ()),
        ("You asked about 77 % of something.", B, SAME, ()),
        ("The chart shows 45 % growth [p. 4].", U, SAME, ()),
        (
            "The chart at https://evil.example shows 45 % [p. 4].",
            N,
            "The chart at shows 45 % [p. 4]. [unverified]",
            ("https://evil.example",),
        ),
        ("Not in the document.", P, SAME, ()),
        ("The report does not say what happens in 2031 [p. 1].", S, SAME, ()),
        ("Key points:", P, SAME, ()),
        ("# Heading 2026\n", P, SAME, ()),
        ("# Heading [p. 99]\n", P, "# Heading\n", ()),
        (
            "See [the – terms](https://evil.example/y) [p. 3]",
            N,
            "See the – terms [p. 3] [unverified]",
            ("https://evil.example/y",),
        ),
        ("Call `https://evil.example/y` [p. 3]", N, "Call [p. 3] [unverified]", ("https://evil.example/y",)),
        ("He cites [§ A] and [image] of it [p. 3].", S, SAME, ()),
        ("\n", P, SAME, ()),
        ("| North | 100 [p. 2] | 20 % |\n", S, SAME, ()),
        ("| North | 101 | 20 % |\n", N, "| North | 101 | 20 % [unverified] |\n", ("101",)),
        ("| South | 250 | 50 %", A, "| South | 250 | 50 % [p. 2]", ()),
        ("Acme has 150 employees (p. 1).", S, "Acme has 150 employees [p. 1].", ()),
        ("On page 2 the costs are shown [p. 2].", S, SAME, ()),
        ("It is so [1] and [sic] [p. 1].", S, SAME, ()),
        ("Revenue was 1,234,576 [p. 1] [unverified].", N, "Revenue was 1,234,576 [p. 1]. [unverified]", ("1,234,576",)),
        ("Revenue was 1,234,567 [p. 1] [computed].", S, "Revenue was 1,234,567 [p. 1].", ()),
        ("[p. 3]\n", S, SAME, ()),
        ("Der Umsatz betrug 1.234.567 Euro [S. 1].", S, "Der Umsatz betrug 1.234.567 Euro [p. 1].", ()),
    ],
)
def test_a_sentence_is_checked(sentence: str, verdict: Verdict, text: str, doubts: tuple[str, ...]) -> None:
    checked = check(sentence, EVIDENCE)
    assert checked.verdict == verdict
    assert checked.text == (sentence if text == SAME else text)
    assert checked.doubts == doubts


def test_a_citation_carries_the_passage_that_bears_it_out() -> None:
    (citation,) = check("South sold 250 [p. 2].", EVIDENCE).citations
    assert (citation.anchor, citation.source, citation.quote) == ("p. 2", "Report.pdf", "| South | 250 | 50 % |")
    assert (citation.link, citation.file) == (LINK, FileId("F1"))


def test_an_image_has_no_passage() -> None:
    (citation,) = check("The chart shows 45 % growth [p. 4].", EVIDENCE).citations
    assert citation.quote == ""


def test_a_figure_read_off_an_image_without_an_anchor_is_unseen_where_there_is_nothing_else() -> None:
    assert check("The bill is $1,234.", Evidence([IMAGE])).verdict == Verdict.UNSEEN
    assert check("The bill is $1,234.", EVIDENCE).verdict == Verdict.UNVERIFIED


def test_where_nothing_was_read_nothing_can_be_checked() -> None:
    checked = check("Five miles are 8.05 km [p. 1].", Evidence([]))
    assert (checked.verdict, checked.text) == (Verdict.BARE, "Five miles are 8.05 km.")


def test_a_line_known_to_claim_nothing_loses_false_addresses_alone() -> None:
    assert plain("| Year | 1999 |\n", EVIDENCE).text == "| Year | 1999 |\n"
    assert plain("| Year [page 2] | 1999 [p. 99] |\n", EVIDENCE).text == "| Year [p. 2] | 1999 |\n"
    checked = plain("| Year | https://evil.example |\n", EVIDENCE)
    assert (checked.text, checked.verdict) == (f"| Year {marks.UNVERIFIED} |\n".replace("Year ", "Year | "), Verdict.UNVERIFIED)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Region5 sold 1,005 [Sales!B7].", "Region5 sold 1,005 [S.xlsx, Sales!B7]."),
        ("Region5 sold 1,005 [S.xlsx].", "Region5 sold 1,005 [S.xlsx, Sales!A1:B40]."),
        ("Region5 sold 1,005 [Sales].", "Region5 sold 1,005 [S.xlsx, Sales!A1:B40]."),
        ("Line 14 says 14,000 [line 14].", "Line 14 says 14,000 [t.txt, line 14]."),
        ("Ada said 5,500 [p. 2].", "Ada said 5,500 [b.pdf, p. 2]."),
        ("Bob said 6,600 [p. 1].", "Bob said 6,600 [a.pdf, p. 1]."),
        ("Nobody knows [p. 1].", "Nobody knows."),
    ],
)
def test_of_several_places_the_one_that_bears_it_out_is_meant(sentence: str, text: str) -> None:
    sheet = "| Region | Sales |\n| --- | --- |\n" + "".join(f"| Region{n} | 1,00{n} |\n" for n in (5, 6))
    evidence = Evidence(
        [
            Passage(anchor="S.xlsx, Sales!A1:B40", text=sheet, source="S.xlsx"),
            Passage(anchor="S.xlsx, Sales!A41:B80", text="| x | 7 |", source="S.xlsx"),
            Passage(anchor="t.txt, lines 1-80", text="it is 14,000", source="t.txt"),
            Passage(anchor="a.pdf, p. 1", text="Bob said 6,600.", source="a.pdf"),
            Passage(anchor="b.pdf, p. 1", text="Cy said nothing.", source="b.pdf"),
            Passage(anchor="a.pdf, p. 2", text="Dee said nothing.", source="a.pdf"),
            Passage(anchor="b.pdf, p. 2", text="Ada said 5,500.", source="b.pdf"),
        ]
    )
    checked = check(sentence, evidence)
    assert checked.text == text
    assert all(f"[{citation.anchor}]" in checked.text for citation in checked.citations)


def test_a_long_span_is_narrowed_to_the_page_that_bears_it_out() -> None:
    evidence = Evidence([Passage(anchor=f"p. {n}", text=f"chapter {n}: {n * 1_111}", source="R.pdf") for n in range(1, 41)])
    assert check("Chapter says 33,330 [pp. 1-40].", evidence).text == "Chapter says 33,330 [p. 30]."


def test_an_anchor_is_mended_only_towards_a_page_that_fits_as_well() -> None:
    texts = ["The contract with Acme runs for 36 months.", "The contract with Globex runs for 38 months."]
    evidence = Evidence([Passage(anchor=f"p. {n}", text=text, source="R.pdf") for n, text in enumerate(texts, 1)])
    assert check("The contract with Acme runs for 38 months [p. 1].", evidence).verdict == Verdict.UNVERIFIED
    assert check("The contract with Globex runs for 38 months [p. 1].", evidence).text.endswith("[p. 2].")
    assert check("The contract with Acme runs for 38 months.", evidence).verdict == Verdict.BARE
    assert check("The contract with Acme runs for 36 months.", evidence).text.endswith("[p. 1]")


def test_a_figure_on_several_other_pages_mends_nothing() -> None:
    evidence = Evidence(
        [
            Passage(anchor=f"p. {n}", text=text, source="R.pdf")
            for n, text in enumerate(["x", "rent was 5,500 here", "rent was 5,500 here"], 1)
        ]
    )
    assert check("The rent here was 5,500 [p. 1].", evidence).verdict == Verdict.UNVERIFIED
    assert check("The rent here was 5,500.", evidence).verdict == Verdict.BARE


def test_a_small_number_alone_mends_nothing() -> None:
    evidence = Evidence(
        [Passage(anchor=f"p. {n}", text=text, source="R.pdf") for n, text in enumerate(["the team", "7 cars in the yard"], 1)]
    )
    assert check("The team has 7 [p. 1].", evidence).verdict == Verdict.UNVERIFIED


def test_what_is_far_too_long_for_a_sentence_is_read_in_part() -> None:
    checked = check("word " * 2_000 + "1,999,999 [p. 1].", EVIDENCE)
    assert checked.text.endswith("1,999,999 [p. 1].")
