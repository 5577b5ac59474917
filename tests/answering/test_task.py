"""What a question asks for."""

import pytest

from bot.answering.prompts import prompt
from bot.answering.task import task_of, without_mention
from bot.language import FileId, FileRef, Ts, Turn

PDF = FileRef(id=FileId("F1"), name="a.pdf")


def turn(text: str, *, files: tuple[FileRef, ...] = (), ours: bool = False) -> Turn:
    return Turn(ts=Ts("1.0"), speaker="Ada", text=text, files=files, ours=ours)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Footnote what is the total?", "what is the total?"),
        ("what is the total, @Footnote", "what is the total"),
        ("@Footnote: @Footnote hello", "hello"),
        ("ask @Footnote about it", "ask @Footnote about it"),
        ("@Footnotes are nice", "@Footnotes are nice"),
        ("@Footnote", ""),
    ],
)
def test_a_mention_is_addressing_and_not_content(text: str, expected: str) -> None:
    assert without_mention(text) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([turn("@Footnote total?")], "total?"),
        ([turn("", files=(PDF,))], prompt("summarise_files")),
        ([turn("@Footnote", files=(PDF,))], prompt("summarise_files")),
        ([turn("we sold 5"), turn("@Footnote")], prompt("summarise_thread")),
        ([turn("", files=(PDF,)), turn("@Footnote")], prompt("summarise_thread")),
        ([turn("  "), turn("@Footnote")], None),
        ([turn("@Footnote")], None),
        ([turn("@Footnote help")], None),
        ([turn("we sold 5"), turn("@Footnote Help!")], None),
    ],
)
def test_without_words_the_files_or_the_thread_are_summarised(turns: list[Turn], expected: str | None) -> None:
    task = task_of(turns)
    assert (task.text if task else None) == expected
