"""Which files a step of a workflow may read: what every member may, and what its own workflow was given."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import FileId, FileRef, FileUnreadable, UserId, phrases
from bot.slack.access import Access
from bot.slack.files import SlackFiles
from bot.slack.given import GivenFiles
from bot.slack.people import People
from tests.slack.channels import SlackOfChannels, served
from tests.slack.fake import BOT
from tests.slack.test_step import SUMMARY, TOKEN_OF_RUN, a_question

ADA, GUEST = UserId("UADA"), UserId("UGUEST")


@pytest.fixture
async def slack() -> AsyncGenerator[SlackOfChannels]:
    fake = SlackOfChannels()
    fake.person(ADA, "ada")
    fake.person(GUEST, "guest", is_restricted=True)
    fake.person(BOT, "footnote", is_bot=True)
    fake.channel("COPEN", "open")
    fake.channel("CNOBOT", "nobot", bot=False)
    fake.channel("CBOARD", "board", members=[ADA], is_private=True)
    fake.channel("DADA", "", members=[ADA], is_channel=False, is_im=True, is_member=None)
    fake.run_tokens[TOKEN_OF_RUN] = {"FFORM"}
    shared = {
        "FOPEN": ["COPEN"],
        "FBOTH": ["CBOARD", "COPEN"],
        "FBOARD": ["CBOARD"],
        "FNOBOT": ["CNOBOT"],
        "FFORM": [],
        "FNOWHERE": [],
        "FLOOSE": [],
    }
    for file, channels in shared.items():
        about = {"id": file, "name": f"{file}.pdf", "mode": "hosted", "url_private": f"https://files.slack.com/{file}"}
        fake.files[file] = {**about, "channels": channels, "groups": [], "ims": []}
    fake.files["FNOWHERE"]["user"] = BOT
    fake.files["FDM"] = {**fake.files["FOPEN"], "id": "FDM", "channels": [], "ims": ["DADA"]}
    async with served(fake):
        yield fake


def given(client: AsyncWebClient, http: httpx.AsyncClient, asker: str, *, token: str = TOKEN_OF_RUN) -> GivenFiles:
    people = People(client)
    step = SUMMARY.model_copy(update={"token": token})
    question = a_question(step).model_copy(update={"asker": asker})
    files = SlackFiles(client, http, hosts=["files.slack.com"], max_bytes=100)
    return GivenFiles(question, step, client, files, Access(client, people))


@pytest.mark.parametrize(
    ("file", "asker", "may"),
    [
        ("FOPEN", BOT, True),
        ("FOPEN", ADA, True),
        ("FBOTH", BOT, True),
        # Whoever made the workflow could name anybody: a name opens nothing.
        ("FBOARD", BOT, False),
        ("FBOARD", ADA, False),
        ("FDM", ADA, False),
        ("FNOBOT", ADA, False),
        ("FNOWHERE", BOT, False),
        ("FNONE", BOT, False),
        # But it may close something.
        ("FOPEN", GUEST, False),
        ("FFORM", BOT, True),
        ("FFORM", GUEST, True),
        # Should the app's own token see such an upload after all.
        ("FLOOSE", BOT, True),
    ],
)
async def test_which_files_a_step_may_read(
    slack: SlackOfChannels, client: AsyncWebClient, file: str, asker: str, *, may: bool
) -> None:
    async with httpx.AsyncClient() as http:
        files = given(client, http, asker)
        if may:
            assert (await files.complete(FileRef(id=FileId(file)))).name == f"{file}.pdf"
        else:
            with pytest.raises(FileUnreadable) as refused:
                await files.complete(FileRef(id=FileId(file)))
            assert refused.value.sentence == phrases.STEP_FILE_NO_ACCESS


async def test_what_only_the_run_may_open_is_fetched_with_its_token_and_the_rest_with_the_apps(
    slack: SlackOfChannels, client: AsyncWebClient, tmp_path: Path
) -> None:
    tokens: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        tokens.append(request.headers["Authorization"])
        return httpx.Response(200, content=b"words")

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        files = given(client, http, BOT)
        for name in ("FFORM", "FOPEN"):
            known = await files.complete(FileRef(id=FileId(name)))
            await files.fetch(known, to=tmp_path / name)
    assert tokens == [f"Bearer {TOKEN_OF_RUN}", f"Bearer {client.token}"]


async def test_a_form_upload_stays_closed_to_a_run_without_a_token(slack: SlackOfChannels, client: AsyncWebClient) -> None:
    async with httpx.AsyncClient() as http:
        with pytest.raises(FileUnreadable):
            await given(client, http, BOT, token="").complete(FileRef(id=FileId("FFORM")))


@pytest.mark.parametrize(("code", "reason"), [("file_deleted", phrases.FILE_GONE), ("", phrases.FILE_NOT_DELIVERED)])
async def test_why_slack_gives_nothing_is_told(slack: SlackOfChannels, client: AsyncWebClient, code: str, reason: str) -> None:
    for _ in range(3):
        slack.fails("files.info", "refuse" if code else "server_error", code=code)
    async with httpx.AsyncClient() as http:
        with pytest.raises(FileUnreadable) as refused:
            await given(client, http, BOT).complete(FileRef(id=FileId("FOPEN")))
    assert refused.value.sentence == reason
