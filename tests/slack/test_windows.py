"""The window of sources and the files of tables, against the playground's Slack: opened, illustrated, shared once, put away."""

import json
from collections.abc import AsyncGenerator

import aiohttp
import pytest

from bot.language import (
    Anchor,
    AnchorKind,
    Document,
    FileId,
    FootnoteError,
    KeptAnswer,
    Offer,
    Page,
    Picture,
    QuestionId,
    SlackRefused,
    StoreUnavailable,
    ThreadRef,
    Ts,
    phrases,
)
from bot.playground import Playground
from bot.playground.entities import YOU
from bot.playground.view_json import Image
from bot.slack.client import make_client
from bot.slack.exporting import PARTS, Exporting
from bot.slack.sources import Looks
from bot.slack.windows import MOST_PICTURES, READY_LOOKS, SourceWindows
from tests.slack.conftest import Ledger, at_once
from tests.slack.test_exports import MARKDOWN
from tests.slack.test_exports import kept as an_answer
from tests.slack.test_sources import PDF, SCAN, cited, kept

PNG = Picture(mimetype="image/png", data=b"png", width=10, height=10)


def document(pages: int, *, pictures: bool = True) -> Document:
    made = [
        Page(anchor=Anchor(kind=AnchorKind.PAGE, first=number, last=number), picture=PNG if pictures else None)
        for number in range(1, pages + 1)
    ]
    return Document(name="scan.pdf", kind="pdf", pages=tuple(made), total_pages=pages)


class Shelf:
    """What is kept of the thread's files."""

    def __init__(self) -> None:
        self.documents = {SCAN: document(9), PDF: document(9, pictures=False)}
        self.asked: list[FileId] = []
        self.fails = False

    async def held(self, thread: ThreadRef, file: FileId) -> Document | None:
        self.asked.append(file)
        if self.fails:
            raise StoreUnavailable("Redis can't be reached.")
        return self.documents.get(file)


class Stage:
    """A workspace with one thread, and the rooms that are tested."""

    def __init__(self, playground: Playground, session: aiohttp.ClientSession, thread_ts: str) -> None:
        environment = playground.bot_environment()
        self.client = make_client(token=environment["SLACK_BOT_TOKEN"], api_url=environment["SLACK_API_URL"], session=session)
        self.playground = playground
        self.shelf, self.ledger = Shelf(), Ledger()
        self.windows = SourceWindows(self.client, self.shelf, sleep=at_once)
        self.exporting = Exporting(self.client, self.ledger, sleep=at_once)
        self.general = playground.workspace.channel("general").id
        self.thread_ts = thread_ts

    async def open(self, answer: KeptAnswer) -> str:
        return await self.windows.open(answer, Looks(), trigger_id=self.playground._triggers.issue(YOU))

    @property
    def text(self) -> str:
        """What the open window says."""
        (view,) = self.playground.views()
        return json.dumps(view.modal.as_json(), ensure_ascii=False)

    @property
    def pictures(self) -> list[str]:
        """The pictures that it shows."""
        (view,) = self.playground.views()
        return [block.slack_file.id for block in view.modal.blocks if isinstance(block, Image)]

    @property
    def uploaded(self) -> list[str]:
        """What of ours lies in Slack, and is not deleted."""
        return [file.name for file in self.playground.workspace.files.values() if file.shape == "hosted"]

    def in_the_thread(self, text: str = MARKDOWN) -> KeptAnswer:
        answer = an_answer(text)
        thread = ThreadRef(team=answer.question.thread.team, channel=answer.question.thread.channel, ts=Ts(self.thread_ts))
        question = answer.question.model_copy(update={"thread": thread.model_copy(update={"channel": self.general})})
        return answer.model_copy(update={"question": question})


@pytest.fixture
async def stage() -> AsyncGenerator[Stage]:
    async with Playground(ack_seconds=0.2) as playground, aiohttp.ClientSession() as session:
        yield Stage(playground, session, await playground.say("a thread"))


SCANS = kept(cited("p. 1", "Words."), *(cited(f"p. {number}", source="scan.pdf", file=SCAN) for number in range(1, 4)))


@pytest.mark.parametrize("looks", [0, 1, READY_LOOKS - 2])
async def test_the_images_follow_once_slack_knows_them_and_go_with_the_window(stage: Stage, looks: int) -> None:
    stage.playground.files.looks_until_known = looks
    window = await stage.open(SCANS)
    assert phrases.SOURCES_FOLLOW in stage.text
    await stage.windows.illustrate(window, SCANS, Looks())
    assert len(stage.pictures) == 3
    assert phrases.SOURCES_FOLLOW not in stage.text
    assert stage.uploaded == ["page.png"] * 3
    assert not any(message.files for message in stage.playground.thread("general", stage.thread_ts))
    (view,) = stage.playground.views()
    closed = {"private_metadata": view.modal.private_metadata}
    await stage.windows.put_away(closed)
    await stage.windows.put_away(closed)
    assert stage.uploaded == []


async def test_each_file_is_looked_up_once_and_no_more_pictures_are_brought_than_somebody_waits_for(stage: Stage) -> None:
    many = kept(*(cited(f"p. {number}", source="scan.pdf", file=SCAN) for number in range(1, 10)))
    await stage.windows.illustrate(await stage.open(many), many, Looks())
    assert stage.shelf.asked == [SCAN]
    assert len(stage.pictures) == MOST_PICTURES
    assert phrases.SOURCES_IMAGE_ONLY in stage.text


async def test_a_window_of_words_is_changed_no_more(stage: Stage) -> None:
    words = kept(cited("p. 1", "Words."))
    window = await stage.open(words)
    await stage.windows.illustrate(window, words, Looks())
    assert not stage.playground.calls("views.update")
    assert not stage.playground.calls("files.getUploadURLExternal")


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal", "files.info"])
async def test_where_slack_takes_no_image_the_window_says_so_and_nothing_is_left(stage: Stage, method: str) -> None:
    stage.playground.web_api.refusals[method] = "missing_scope"
    window = await stage.open(SCANS)
    await stage.windows.illustrate(window, SCANS, Looks())
    assert stage.pictures == []
    assert phrases.SOURCES_IMAGE_ONLY in stage.text
    assert stage.uploaded == []


async def test_an_image_that_slack_never_knows_is_given_up(stage: Stage) -> None:
    stage.playground.files.looks_until_known = 1_000
    window = await stage.open(SCANS)
    await stage.windows.illustrate(window, SCANS, Looks())
    assert phrases.SOURCES_IMAGE_ONLY in stage.text
    assert stage.uploaded == []


async def test_where_nothing_is_kept_any_more_the_window_stays_words(stage: Stage) -> None:
    stage.shelf.fails = True
    window = await stage.open(SCANS)
    await stage.windows.illustrate(window, SCANS, Looks())
    assert phrases.SOURCES_IMAGE_ONLY in stage.text


async def test_a_window_that_was_closed_meanwhile_leaves_no_file_behind(stage: Stage) -> None:
    window = await stage.open(SCANS)
    await stage.playground.close_view(window)
    with pytest.raises(SlackRefused):
        await stage.windows.illustrate(window, SCANS, Looks())
    assert stage.uploaded == []


async def test_a_trigger_that_ran_out_opens_nothing(stage: Stage) -> None:
    trigger = stage.playground._triggers.issue(YOU)
    stage.playground.expire_triggers()
    with pytest.raises(SlackRefused, match="expired_trigger_id"):
        await stage.windows.open(SCANS, Looks(), trigger_id=trigger)


@pytest.mark.parametrize(
    ("kind", "names"), [(Offer.CSV, ["table-1.csv", "table-2.csv"]), (Offer.XLSX, ["tables.xlsx"])], ids=["csv", "xlsx"]
)
async def test_tables_are_shared_once_in_the_thread_all_in_one_message(stage: Stage, kind: Offer, names: list[str]) -> None:
    answer = stage.in_the_thread()
    assert await stage.exporting.share(answer, kind)
    assert not await stage.exporting.share(answer, kind)
    _, message = stage.playground.thread("general", stage.thread_ts)
    assert [stage.playground.workspace.files[file].name for file in message.files] == names
    assert set(await stage.ledger.parts(answer.question.id)) == {PARTS[kind] + number for number in range(len(names))}


async def test_both_kinds_can_be_had_and_a_deleted_file_once_more(stage: Stage) -> None:
    answer = stage.in_the_thread()
    assert await stage.exporting.share(answer, Offer.CSV)
    assert await stage.exporting.share(answer, Offer.XLSX)
    _, first, _ = stage.playground.thread("general", stage.thread_ts)
    for file in first.files:
        stage.playground.files.delete(stage.playground.workspace.files[file])
    assert await stage.exporting.share(answer, Offer.CSV)
    assert not await stage.exporting.share(answer, Offer.XLSX)


async def test_an_answer_without_a_table_says_so(stage: Stage) -> None:
    with pytest.raises(FootnoteError) as raised:
        await stage.exporting.share(stage.in_the_thread("No table."), Offer.CSV)
    assert raised.value.sentence == phrases.NO_TABLES


async def test_what_slack_refuses_is_raised_and_can_be_tried_again(stage: Stage) -> None:
    answer = stage.in_the_thread()
    stage.playground.web_api.refusals["files.completeUploadExternal"] = "missing_scope"
    with pytest.raises(SlackRefused):
        await stage.exporting.share(answer, Offer.CSV)
    del stage.playground.web_api.refusals["files.completeUploadExternal"]
    assert await stage.exporting.share(answer, Offer.CSV)
    assert len(stage.playground.thread("general", stage.thread_ts)) == 2


async def test_another_answers_tables_are_another_matter(stage: Stage) -> None:
    answer = stage.in_the_thread()
    other = answer.question.model_copy(update={"id": QuestionId("T1:C1:7.0")})
    assert await stage.exporting.share(answer, Offer.CSV)
    assert await stage.exporting.share(answer.model_copy(update={"question": other}), Offer.CSV)
