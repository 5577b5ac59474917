"""The words of this project: how they are written for people, and that stored ones come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import (
    QUESTION_VERSION,
    Anchor,
    AnchorKind,
    Answer,
    ChannelId,
    ContextTooLong,
    Document,
    FileId,
    FileRef,
    FileUnreadable,
    FootnoteError,
    Message,
    ModelBusy,
    Page,
    PasswordNeeded,
    Picture,
    Question,
    QuestionId,
    Receipt,
    ReceiptLine,
    SlackRefused,
    StoreUnavailable,
    Surface,
    TeamId,
    ThreadRef,
    Transcript,
    Ts,
    UserId,
)

THREAD = ThreadRef(team=TeamId("T1"), channel=ChannelId("C1"), ts=Ts("1767224888.280449"))


@pytest.mark.parametrize(
    ("kind", "first", "last", "expected"),
    [
        (AnchorKind.PAGE, 12, 12, "p. 12"),
        (AnchorKind.PAGE, 3, 5, "p. 3-5"),
        (AnchorKind.LINES, 1, 80, "lines 1-80"),
        (AnchorKind.LINES, 7, 7, "lines 7"),
        (AnchorKind.ROWS, 2, 51, "rows 2-51"),
        (AnchorKind.IMAGE, 1, 1, "image"),
        (AnchorKind.IMAGE, 2, 2, "image 2"),
        (AnchorKind.WHOLE, 1, 1, "whole"),
    ],
)
def test_an_anchor_is_written_as_people_cite_it(kind: AnchorKind, first: int, last: int, expected: str) -> None:
    assert str(Anchor(kind=kind, first=first, last=last)) == expected


@pytest.mark.parametrize(
    ("name", "title", "expected"),
    [
        ("q3.pdf", "Third quarter", "q3.pdf"),
        (None, "Third quarter", "Third quarter"),
        ("", "Third quarter", "Third quarter"),
        (None, None, "file F1"),
        ("", "", "file F1"),
        (" \n\t ", None, "file F1"),
        ("two\nlines\r\n and\u2028more.pdf", None, "two lines and more.pdf"),
    ],
)
def test_a_file_is_called_by_the_name_people_know_on_one_line(name: str | None, title: str | None, expected: str) -> None:
    assert FileRef(id=FileId("F1"), name=name, title=title).label == expected


@given(st.none() | st.text(), st.none() | st.text())
def test_a_files_label_is_never_empty_and_never_two_lines(name: str | None, title: str | None) -> None:
    assert len(FileRef(id=FileId("F1"), name=name, title=title).label.splitlines()) == 1


def test_what_slack_adds_to_a_file_is_ignored() -> None:
    assert FileRef.model_validate({"id": "F1", "mode": "quantum", "thumb_64": "…"}) == FileRef(id=FileId("F1"), mode="quantum")


def test_a_threads_key_names_workspace_channel_and_thread() -> None:
    assert THREAD.key == "T1:C1:1767224888.280449"


text = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
optional = st.none() | text
files = st.builds(FileRef, id=text.map(FileId), name=optional, title=optional, size=st.none() | st.integers(0, 2**40))
questions = st.builds(
    Question,
    id=text.map(QuestionId),
    thread=st.just(THREAD),
    message=st.builds(
        Message, ts=text.map(Ts), user=text.map(UserId), speaker=optional, text=text, files=st.lists(files, max_size=3).map(tuple)
    ),
    asker=text.map(UserId),
    surface=st.sampled_from(Surface),
    me=text.map(UserId),
)


@given(questions)
def test_a_stored_question_comes_back_as_it_was(question: Question) -> None:
    assert Question.model_validate_json(question.model_dump_json()) == question
    assert question.version == QUESTION_VERSION


def test_a_question_of_a_newer_version_keeps_its_number() -> None:
    newer = {"version": 99, "id": "T1:C1:1.0", "thread": THREAD.model_dump(), "message": {"ts": "1.0"}, "asker": "U1"}
    assert Question.model_validate({**newer, "surface": "mention", "me": "UBOT", "meaning": "new"}).version == 99


@given(st.binary(max_size=64))
def test_a_stored_document_comes_back_as_it_was_pictures_included(data: bytes) -> None:
    picture = Picture(mimetype="image/png", data=data, width=3, height=2)
    page = Page(anchor=Anchor(kind=AnchorKind.IMAGE), picture=picture, warnings=("small",))
    document = Document(name="a.png", kind="image", pages=(page,), total_pages=1)
    assert Document.model_validate_json(document.model_dump_json()) == document


@pytest.mark.parametrize(
    ("receipt", "expected"),
    [
        (Receipt(), ""),
        (Receipt(lines=(ReceiptLine(name="q3.pdf", outcome="48 of 212 pages"),)), "q3.pdf 48 of 212 pages"),
        (
            Receipt(
                lines=(
                    ReceiptLine(name="scan.png", outcome="1 image"),
                    ReceiptLine(name="plan.key", outcome="not read: unsupported format", read=False),
                ),
                notes=("answered by b",),
            ),
            "scan.png 1 image · plan.key not read: unsupported format · answered by b",
        ),
        (Receipt(notes=("answered by b",)), "answered by b"),
    ],
)
def test_a_receipt_is_one_line_and_false_when_there_is_nothing_to_say(receipt: Receipt, expected: str) -> None:
    assert str(receipt) == expected
    assert bool(receipt) == bool(expected)


def test_an_answer_without_more_has_an_empty_receipt_and_shows_no_link() -> None:
    answer = Answer(text="Forty-two.")
    assert not answer.receipt
    assert not answer.links.bare
    assert not answer.links.footnotes


@pytest.mark.parametrize(
    ("error", "logged"),
    [
        (FootnoteError("Sorry."), "Sorry."),
        (FootnoteError("Sorry.", detail="HTTP 500"), "HTTP 500"),
        (PasswordNeeded("password-protected"), "password-protected"),
        (ModelBusy("Sorry.", detail="HTTP 429", retry_after=3.0), "HTTP 429"),
        (ContextTooLong("Sorry.", detail="HTTP 400", limit=4096), "HTTP 400"),
        (SlackRefused("Sorry.", code="not_in_channel"), "not_in_channel"),
        (StoreUnavailable("Sorry.", detail="ConnectionError"), "ConnectionError"),
    ],
)
def test_an_error_has_a_sentence_for_people_and_a_detail_for_the_log(error: FootnoteError, logged: str) -> None:
    assert str(error) == logged
    assert error.sentence in ("Sorry.", "password-protected")


def test_errors_keep_what_callers_act_on() -> None:
    assert ModelBusy("Sorry.", retry_after=3.0).retry_after == 3.0
    assert ContextTooLong("Sorry.", limit=4096).limit == 4096
    assert SlackRefused("Sorry.", code="not_in_channel").code == "not_in_channel"
    assert issubclass(PasswordNeeded, FileUnreadable)


def media(**fields: object) -> FileRef:
    return FileRef.model_validate({"id": "F1", "mimetype": "audio/mp4", **fields})


HEARD = {"status": "complete", "preview": {"content": "What day is it?", "has_more": False}}


@pytest.mark.parametrize(
    ("file", "transcript"),
    [
        (media(vtt="https://files.slack.com/files-tmb/T1-F1-0/file.vtt", transcription=HEARD), Transcript.WHOLE),
        (media(mimetype="", subtype="slack_audio", vtt="https://files.slack.com/file.vtt"), Transcript.WHOLE),
        (media(transcription=HEARD), Transcript.WHOLE),
        (media(transcription={"preview": {"content": "What"}}), Transcript.BEGINNING),
        (media(transcription={"status": "complete", "preview": {"content": "What", "has_more": True}}), Transcript.BEGINNING),
        (media(transcription={"status": "processing"}), Transcript.COMING),
        (media(transcription={"status": "failed"}), Transcript.NONE),
        (media(transcription={"status": "complete", "preview": {"content": " "}}), Transcript.NONE),
        (media(), Transcript.NONE),
        (media(mimetype="text/plain", vtt="https://files.slack.com/file.vtt", transcription=HEARD), Transcript.NONE),
    ],
)
def test_how_much_there_is_of_a_transcript(file: FileRef, transcript: Transcript) -> None:
    assert file.transcript is transcript


def test_a_version_changes_with_whatever_there_is_to_read() -> None:
    told: list[dict[str, object]] = [
        {"timestamp": 1},
        {"timestamp": 1, "edit_timestamp": 2},
        {"timestamp": 1, "updated": 3},
        {"timestamp": 1, "size": 4},
        {"timestamp": 1, "vtt": "https://files.slack.com/file.vtt"},
        {"timestamp": 1, "transcription": HEARD},
        {"timestamp": 1, "transcription": {"status": "failed", "preview": {"content": "What"}}},
    ]
    assert len({media(**fields).version for fields in told}) == len(told)
    assert media(timestamp=1, name="renamed").version == media(timestamp=1).version


@pytest.mark.parametrize("field", ["mode", "filetype"])
def test_a_canvas_without_a_time_of_change_has_no_version(field: str) -> None:
    canvas = FileRef.model_validate({"id": "F1", field: "quip", "timestamp": 1})
    assert canvas.may_change
    assert canvas.version is None
    assert canvas.model_copy(update={"updated": 2}).version
