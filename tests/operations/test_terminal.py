"""The terminal as a surface: what is printed where, and what never is."""

import io
from pathlib import Path

import pytest

from bot.language import (
    Answer,
    ChannelId,
    Document,
    FileId,
    FileRef,
    FileUnreadable,
    FootnoteError,
    Links,
    Message,
    Receipt,
    ReceiptLine,
    TeamId,
    ThreadRef,
    Ts,
    phrases,
)
from bot.operations.terminal import NoCooldown, NoRefusals, NoShelf, TerminalReply, TerminalSource

NO_LINKS = Links()
RECEIPT = Receipt(lines=(ReceiptLine(name="q3.pdf", outcome="3 pages"),))


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Screen:
    """Both streams of a terminal's reply."""

    def __init__(self, notes: io.StringIO | None = None) -> None:
        self.out = io.StringIO()
        self.notes = notes or io.StringIO()
        self.reply = TerminalReply(self.out, self.notes)

    async def show(self, *texts: str) -> None:
        for text in texts:
            await self.reply.show(text, links=NO_LINKS)


async def test_the_text_is_printed_as_it_grows_and_the_receipt_apart() -> None:
    screen = Screen()
    await screen.show("One. ", "One. Two.\n")
    assert screen.out.getvalue() == "One. Two."
    await screen.reply.finish(Answer(text="One. Two.\nThree", receipt=RECEIPT))
    assert screen.out.getvalue() == "One. Two.\nThree\n"
    assert screen.notes.getvalue() == "\nq3.pdf 3 pages\n"
    assert not screen.reply.failed


@pytest.mark.parametrize("shown", [(), ("One.",), ("One. ",), ("\n One. \n",)])
async def test_the_whole_text_is_printed_once_whatever_space_came_around_it(shown: tuple[str, ...]) -> None:
    screen = Screen()
    await screen.show(*shown)
    await screen.reply.finish(Answer(text="One."))
    assert screen.out.getvalue() == "One.\n"
    assert screen.notes.getvalue() == ""


async def test_after_a_fresh_start_everything_is_printed_anew_below() -> None:
    screen = Screen()
    await screen.show("A wrong start. ", "The right answer. ")
    await screen.reply.finish(Answer(text="The right answer. All of it."))
    assert screen.out.getvalue() == "A wrong start.\n\nThe right answer. All of it.\n"


@pytest.mark.parametrize(("shown", "out"), [((), ""), (("One. ",), "One.\n")])
async def test_a_failure_is_one_sentence_on_a_line_of_its_own(shown: tuple[str, ...], out: str) -> None:
    screen = Screen()
    await screen.show(*shown)
    await screen.reply.fail(FootnoteError(phrases.MODEL_BUSY, detail="HTTP 429"))
    assert screen.reply.failed
    assert (screen.out.getvalue(), screen.notes.getvalue()) == (out, f"{phrases.MODEL_BUSY}\n")


async def test_statuses_are_dim_on_a_terminal_and_absent_elsewhere() -> None:
    seen, piped = Screen(Terminal()), Screen()
    for screen in (seen, piped):
        await screen.reply.status(phrases.THINKING)
    assert seen.notes.getvalue() == f"\033[2mFootnote {phrases.THINKING}\033[0m\n"
    assert piped.notes.getvalue() == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\033[31mred\033]0;title\a", "[31mred]0;title"),
        ("c1 \x9b31m", "c1 31m"),
        ("back\b\bspace\rand return", "backspaceand return"),
        ("turned \u202etxt.exe", "turned txt.exe"),
        ("half \ud83d character", "half  character"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("12\u202f000\u00a0€ – 価格\u3000表 👩‍👩‍👧 می‌خواهم", "12\u202f000\u00a0€ – 価格\u3000表 👩‍👩‍👧 می‌خواهم"),
    ],
)
async def test_nothing_printed_commands_the_terminal_and_nothing_else_is_lost(text: str, expected: str) -> None:
    screen = Screen(Terminal())
    await screen.reply.finish(Answer(text=text, receipt=Receipt(notes=(text,))))
    assert screen.out.getvalue() == f"{expected}\n"
    assert screen.notes.getvalue() == f"\n{expected}\n"
    await screen.reply.status(text)
    assert screen.notes.getvalue().endswith(f"Footnote {expected}\033[0m\n")


async def test_a_question_is_one_turn_with_its_files(tmp_path: Path) -> None:
    source = TerminalSource("total?", [tmp_path / "a.txt", tmp_path / "b" / "a.txt"])
    (turn,) = await source.turns()
    assert (turn.text, [file.label for file in turn.files]) == ("total?", ["a.txt", "a.txt"])
    assert len({file.id for file in turn.files}) == 2
    assert source.question.message.files == turn.files


async def test_the_same_question_has_the_same_id_at_any_time(tmp_path: Path) -> None:
    first, second = (TerminalSource("total?", [tmp_path / "a.txt"]).question for _ in range(2))
    assert (first.id, first.thread) == (second.id, second.thread)


async def test_a_file_is_copied_and_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"total 42")
    source = TerminalSource("total?", [path])
    (turn,) = await source.turns()
    known = await source.fetch(await source.complete(turn.files[0]), to=tmp_path / "copy")
    assert known == turn.files[0]
    assert (tmp_path / "copy").read_bytes() == path.read_bytes() == b"total 42"


async def test_what_can_not_be_copied_says_why(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    source = TerminalSource("total?", [tmp_path, tmp_path / "missing", loop])
    (turn,) = await source.turns()
    reasons: list[str] = []
    for file in turn.files:
        with pytest.raises(FileUnreadable) as caught:
            await source.fetch(file, to=tmp_path / "copy")
        reasons.append(caught.value.sentence)
    assert reasons == ["a folder, not a file", "no such file", "the file could not be opened"]


async def test_names_and_words_that_are_no_utf_8_are_taken_as_far_as_they_go() -> None:
    source = TerminalSource("tot\udce4l?", [Path("q\udcff.txt")])
    (turn,) = await source.turns()
    assert (turn.text, turn.files[0].name) == ("tot�l?", "q�.txt")


async def test_nothing_is_kept() -> None:
    thread = ThreadRef(team=TeamId("T"), channel=ChannelId("C"), ts=Ts("1.0"))
    shelf, refusals = NoShelf(), NoRefusals()
    file = FileRef(id=FileId("F1"))
    await shelf.put(thread, file, Document(name="a", kind="text"), content="a")
    assert await shelf.get(thread, file) is None
    await refusals.remember("model")
    assert not await refusals.refused("model")
    cooldown = NoCooldown()
    await cooldown.begin(60)
    assert await cooldown.remaining() == 0
    await TerminalSource("total?", []).remember([Message(ts=Ts("1.0"))])
