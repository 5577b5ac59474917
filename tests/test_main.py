"""The command line as people use it: a process of its own, its two streams and its exit status."""

import asyncio
import json
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter

from bot import __version__
from bot.__main__ import NOT_REACHED
from bot.__main__ import _files_and_question as files_and_question
from bot.answering.prompts import prompt
from bot.language import SettingsError, phrases
from bot.model.wire import Message
from bot.operations.doctor import words
from bot.playground.account import Model
from bot.playground.server import Playground
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
RECEIPT = SHARED / "corpus" / "RECEIPT-2024-TXN-98765_retail_purchase.pdf"
SCHEMA = SHARED / "api" / "nemotron-nano-12b-v2-vl.openapi.json"
PATIENCE = 60.0
CLOSED_FOLDER = "/proc/footnote" if Path("/proc/self").is_dir() else ""
"""Which nobody may make, not even root, on Linux."""
REPORT = "Quarterly report\n\nRevenue was 42 million euros in the third quarter.\n"
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_APP_TOKEN": "xapp-secret"}

MESSAGES: TypeAdapter[list[Message]] = TypeAdapter(list[Message])


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line it said on standard error, with nothing on standard output."""
        assert self.out == ""
        (line,) = self.err.splitlines()
        return line


class CommandLine:
    """`python -m bot` in a folder of its own, with these settings and none of the caller's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        hidden = {*Settings.model_fields, "no_proxy", "pythonpath", "pythonioencoding"}
        self.environment = {name: value for name, value in os.environ.items() if name.lower() not in hidden}
        self.environment |= {"PYTHONPATH": str(ROOT), "COLUMNS": "200"}

    async def start(
        self, words: Sequence[str], settings: Mapping[str, str], *, stdout: int = asyncio.subprocess.PIPE
    ) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words),
            cwd=self.folder,
            env={**self.environment, **settings},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=stdout,
            stderr=asyncio.subprocess.PIPE,
        )

    async def run(self, *words: str, **settings: str) -> Ended:
        process = await self.start(words, settings)
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate()
        assert process.returncode is not None
        ended = Ended(status=process.returncode, out=out.decode(), err=err.decode())
        assert "Traceback" not in ended.err
        return ended


@pytest.fixture
def bot(tmp_path: Path) -> CommandLine:
    (tmp_path / "q3.txt").write_text(REPORT)
    return CommandLine(tmp_path)


@pytest.fixture
async def playground() -> AsyncGenerator[Playground]:
    async with Playground(chunk_seconds=0.0) as playground:
        yield playground


def api(playground: Playground) -> dict[str, str]:
    """The settings that send questions to the stand-in."""
    environment = playground.bot_environment()
    return {name: environment[name] for name in ("AIMLAPI_BASE_URL", "AIMLAPI_API_KEY")} | {"MODEL_FALLBACKS": ""}


# run and worker


async def test_the_version_is_one_line(bot: CommandLine) -> None:
    ended = await bot.run("--version")
    assert ended.status == 0
    assert ended.out.startswith(f"Footnote {__version__} (slack_bolt ")
    assert ended.err == ""


async def test_help_names_every_command(bot: CommandLine) -> None:
    ended = await bot.run("--help")
    assert ended.status == 0
    assert not [command for command in ("worker", "playground", "ask", "extract", "doctor") if command not in ended.out]


async def test_without_tokens_one_line_tells_how_to_get_them_and_how_to_try_it(bot: CommandLine) -> None:
    ended = await bot.run()
    assert ended.status == 2
    assert "SLACK_BOT_TOKEN" in ended.line
    assert "python -m bot playground" in ended.line


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"SLACK_BOT_TOKEN": "xoxp-secret"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_APP_TOKEN": "xoxb-secret"}, "SLACK_APP_TOKEN"),
        ({**TOKENS, "PORT": "three thousand"}, "PORT"),
        ({**TOKENS, "AIMLAPI_BASE_URL": "http://api.example/v1"}, "AIMLAPI_BASE_URL"),
        ({**TOKENS, "MODEL_PARAMETERS": "{top_k: 40}"}, "MODEL_PARAMETERS"),
        ({**TOKENS, "WORKER_CONCURRENCY": "0"}, "WORKER_CONCURRENCY"),
        ({**TOKENS, "REDIS_URL": "localhost:6379"}, "REDIS_URL"),
        ({**TOKENS, "CONTEXT_KEYS": "no-key-at-all"}, "CONTEXT_KEYS"),
        ({**TOKENS, "LOG_LEVEL": "loud"}, "LOG_LEVEL"),
    ],
)
async def test_a_wrong_setting_is_one_line_that_names_it(bot: CommandLine, settings: dict[str, str], named: str) -> None:
    # With a Slack that nobody answers for, so that nothing leaves this machine.
    ended = await bot.run(**{"SLACK_API_URL": "http://127.0.0.1:9/api/", "DATA_DIR": str(bot.folder / "data"), **settings})
    assert ended.status == 2
    assert named in ended.line
    assert "secret" not in ended.line


async def test_a_server_out_of_reach_is_one_line_for_whoever_runs_it(bot: CommandLine, redis_socket: Path) -> None:
    for url, kind in (
        (f"unix://nobody:hunter2@{redis_socket}", "AuthenticationError"),
        ("redis://127.0.0.1:1", "ConnectionError"),
    ):
        ended = await bot.run("inbox", "list", REDIS_URL=url)
        assert ended.status == 1
        assert ended.line == NOT_REACHED.format(server="Redis", detail=f"Redis: {kind}")


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (TOKENS, "REDIS_URL"),
        ({"REDIS_URL": "redis://127.0.0.1:9"}, "SLACK_BOT_TOKEN"),
        ({**TOKENS, "REDIS_URL": "redis://127.0.0.1:9", "WORKER_CONCURRENCY": "0"}, "WORKER_CONCURRENCY"),
    ],
)
async def test_a_worker_needs_a_redis_a_token_and_something_to_do(bot: CommandLine, settings: dict[str, str], named: str) -> None:
    ended = await bot.run("worker", **settings)
    assert ended.status == 2
    assert ended.line.startswith(f"{named}: ")


@pytest.mark.parametrize("words", [("nonsense",), ("--nonsense",), ("ask",), ("extract",), ("ask", "--nonsense")])
async def test_what_is_no_command_is_told_with_the_way_to_help(bot: CommandLine, words: tuple[str, ...]) -> None:
    ended = await bot.run(*words)
    assert (ended.status, ended.out) == (2, "")
    assert "--help" in ended.err


# ask --messages


async def composed(bot: CommandLine, *words: str, **settings: str) -> list[Message]:
    ended = await bot.run("ask", "--messages", *words, **settings)
    assert (ended.status, ended.err) == (0, "")
    if SCHEMA.exists():
        document = json.loads(SCHEMA.read_text())
        schema = document["paths"]["/v1/chat/completions"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator(schema["properties"]["messages"]).validate(json.loads(ended.out))
    return MESSAGES.validate_json(ended.out)


async def test_the_messages_list_holds_the_rules_the_files_text_and_the_task(bot: CommandLine) -> None:
    first, *_, last = await composed(bot, "q3.txt", "What was the revenue?")
    assert first.role == "system"
    assert "| Revenue was 42 million euros in the third quarter." in str(last.content)
    assert "What was the revenue?" in str(last.content)


async def test_the_messages_list_is_the_same_byte_for_byte(bot: CommandLine) -> None:
    words = ("ask", "--messages", "q3.txt", "What was the revenue?")
    assert await bot.run(*words) == await bot.run(*words)


@pytest.mark.skipif(not RECEIPT.exists(), reason="the sample documents are not beside this checkout")
async def test_the_messages_list_holds_the_text_of_a_pdf(bot: CommandLine) -> None:
    messages = await composed(bot, str(RECEIPT), "What was the total?")
    assert "821.14" in str(messages[-1].content)
    assert "[p. 1]" in str(messages[-1].content)


@pytest.mark.parametrize("words", [("q3.txt",), ("q3.txt", "q3.txt")])
async def test_files_without_a_question_are_summarised(bot: CommandLine, words: tuple[str, ...]) -> None:
    (_, last) = await composed(bot, *words)
    assert prompt("summarise_files") in str(last.content)
    assert str(last.content).count("Revenue was 42") == len(words)


async def test_a_question_needs_no_file(bot: CommandLine) -> None:
    (_, last) = await composed(bot, "Why is the sky blue?")
    assert "Task from You: Why is the sky blue?" in str(last.content)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("missing.txt", "What was the revenue?"), "missing.txt"),
        (("q3.txt", "missing.pdf"), "missing.pdf"),
        (("q3.txt", "what", "was", "it?"), "what"),
    ],
)
async def test_a_file_that_is_not_there_is_named_before_anything_is_asked(
    bot: CommandLine, words: tuple[str, ...], named: str
) -> None:
    ended = await bot.run("ask", *words)
    assert ended.status == 2
    assert ended.line.startswith(f"{named}: no such file")


@pytest.mark.parametrize(
    "question", ["revenue?", "Really...", "e.g.?", "3.5%", "42.0", "v1.2", "Revenue/costs of q3.txt?", "why? " * 100]
)
def test_a_question_is_not_taken_for_a_file(question: str, bot: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bot.folder)
    assert files_and_question(["q3.txt", question]) == ([Path("q3.txt")], question)
    assert files_and_question([question]) == ([], question)


@pytest.mark.parametrize(
    "word", ["missing.pdf", "notes/missing", "~/missing", "C:\\missing", "größe.xlsx", "archive.tar.gz", "a.7z"]
)
def test_one_word_that_looks_like_a_file_is_not_taken_for_a_question(word: str) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        files_and_question([word])


async def test_nothing_at_all_is_not_a_question(bot: CommandLine) -> None:
    ended = await bot.run("ask", "")
    assert (ended.status, ended.line) == (2, "ask: name a file, or write a question")


# ask


async def test_ask_without_a_key_names_the_setting(bot: CommandLine) -> None:
    ended = await bot.run("ask", "q3.txt", "What was the revenue?")
    assert ended.status == 2
    assert ended.line.startswith("AIMLAPI_API_KEY: ")


async def test_ask_prints_the_answer_and_the_receipt_apart(bot: CommandLine, playground: Playground) -> None:
    playground.stand_in.say_next("Revenue was **42 million** euros [lines 1-3].\n\nThat is all I found.\n")
    ended = await bot.run("ask", "q3.txt", "What was the revenue?", **api(playground))
    assert (ended.status, ended.out) == (0, "Revenue was **42 million** euros [lines 1-3].\n\nThat is all I found.\n")
    assert re.fullmatch(r"\nq3\.txt 3 lines · \d+ tokens, \d+ s\n", ended.err)


async def test_the_answer_is_printed_while_it_is_generated(bot: CommandLine, playground: Playground) -> None:
    playground.stand_in.chunk_seconds = 0.02
    playground.stand_in.say_next("First comes this. " + "Then more follows here. " * 20)
    process = await bot.start(("ask", "q3.txt", "Tell me"), api(playground))
    assert process.stdout
    async with asyncio.timeout(PATIENCE):
        first = await process.stdout.read(8)
        assert playground.stand_in.exchanges[0].done_at is None
        rest, _ = await process.communicate()
    assert (first + rest).decode().startswith("First comes this. Then more")
    assert process.returncode == 0


async def test_a_file_that_can_not_be_read_is_in_the_receipt_and_the_answer_counts(
    bot: CommandLine, playground: Playground
) -> None:
    (bot.folder / "plan.key").write_bytes(b"PK\x05\x06" + bytes(18))
    (bot.folder / "folder").mkdir()
    ended = await bot.run("ask", "plan.key", "folder", "q3.txt", "What was the revenue?", **api(playground))
    assert ended.status == 0
    assert "Revenue was 42 million" in ended.out
    assert "plan.key not read: " in ended.err
    assert "folder not read: a folder, not a file" in ended.err
    assert "q3.txt 3 lines" in ended.err


async def test_when_there_is_no_answer_the_reason_is_said_and_the_status_is_1(bot: CommandLine, playground: Playground) -> None:
    playground.stand_in.fail_next(402)
    ended = await bot.run("ask", "q3.txt", "What was the revenue?", LOG_LEVEL="ERROR", **api(playground))
    assert (ended.status, ended.line) == (1, phrases.OUT_OF_CREDITS)


async def test_a_person_who_asks_reads_no_log_unless_something_is_wrong(bot: CommandLine, playground: Playground) -> None:
    words = ("ask", "q3.txt", "What was the revenue?")
    playground.stand_in.fail_next(401)
    refused = await bot.run(*words, **api(playground))
    assert '"level": "warning"' in refused.err
    assert "What was the revenue" not in refused.err
    curious = await bot.run(*words, LOG_LEVEL="DEBUG", **api(playground))
    assert '"event": "answered"' in curious.err


async def test_help_calls_no_model(bot: CommandLine, playground: Playground) -> None:
    ended = await bot.run("ask", "help", **api(playground))
    assert (ended.status, ended.out) == (0, f"{phrases.HELP}\n")
    assert not playground.stand_in.requests


@pytest.mark.parametrize(
    ("params", "settings", "expected"),
    [
        (("temperature=0",), {}, {"temperature": 0.0, "top_k": None}),
        (("temperature=0.7", "top_k=40"), {"MODEL_TEMPERATURE": "1"}, {"temperature": 0.7, "top_k": 40.0}),
        (("top_k=40",), {"MODEL_PARAMETERS": '{"top_a": 0.5}'}, {"top_k": 40.0, "top_a": 0.5}),
        (("temperature=0",), {"MODEL_PARAMETERS": '{"temperature": 2}'}, {"temperature": 0.0}),
        (("stop=END,STOP", "max_tokens=7"), {}, {"stop": ["END", "STOP"], "max_tokens": 7}),
        (('reasoning={"effort": "low"}', "stream=false"), {}, {"reasoning": {"effort": "low"}, "stream": False}),
    ],
)
async def test_parameters_reach_the_model(
    bot: CommandLine, playground: Playground, params: tuple[str, ...], settings: dict[str, str], expected: dict[str, Any]
) -> None:
    options = [word for param in params for word in ("--param", param)]
    ended = await bot.run("ask", *options, "q3.txt", "What was the revenue?", **api(playground), **settings)
    assert ended.status == 0
    (sent,) = playground.stand_in.requests
    assert {name: sent.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("param", "named"),
    [
        ("temperature", "--param: write NAME=VALUE"),
        ("temperature=9", "MODEL_TEMPERATURE: "),
        ("warmth=9", "MODEL_PARAMETERS: warmth: the API has no such parameter"),
        ("fallbacks=a/b", "MODEL_PARAMETERS: fallbacks: the API has no such parameter"),
        ("top_k=many", "MODEL_PARAMETERS: top_k: "),
    ],
)
async def test_a_wrong_parameter_is_one_line(bot: CommandLine, param: str, named: str) -> None:
    ended = await bot.run("ask", "--param", param, "q3.txt", "What was the revenue?", AIMLAPI_API_KEY="k")
    assert ended.status == 2
    assert ended.line.startswith(named)


async def test_a_reader_who_leaves_is_not_answered_with_a_traceback(bot: CommandLine, playground: Playground) -> None:
    playground.stand_in.chunk_seconds = 0.01
    playground.stand_in.say_next("A sentence that goes on. " * 200)
    reading, writing = os.pipe()
    process = await bot.start(("ask", "q3.txt", "Tell me"), api(playground), stdout=writing)
    os.close(writing)
    async with asyncio.timeout(PATIENCE):
        assert await asyncio.to_thread(os.read, reading, 1) == b"A"
        os.close(reading)
        _, err = await process.communicate()
    assert (process.returncode, err) == (1, b"")
    assert playground.stand_in.exchanges[0].done_at is None


@pytest.mark.skipif(signal.getsignal(signal.SIGINT) is signal.SIG_IGN, reason="started in the background by a shell: no Ctrl-C")
async def test_ctrl_c_ends_quietly(bot: CommandLine, playground: Playground) -> None:
    playground.stand_in.chunk_seconds = 0.01
    playground.stand_in.say_next(" ".join(f"Sentence {number} goes on about {number * 7}." for number in range(2_000)))
    process = await bot.start(("ask", "q3.txt", "Tell me"), api(playground))
    assert process.stdout
    async with asyncio.timeout(PATIENCE):
        await process.stdout.read(1)
        process.send_signal(signal.SIGINT)
        _, err = await process.communicate()
    assert (process.returncode, err) == (130, b"")


# extract


async def test_extract_prints_markdown_under_anchors(bot: CommandLine) -> None:
    ended = await bot.run("extract", "q3.txt")
    assert (ended.status, ended.err) == (0, "")
    assert "## [lines 1-3]" in ended.out
    assert "Revenue was 42 million euros" in ended.out


async def test_extract_prints_json(bot: CommandLine) -> None:
    ended = await bot.run("extract", "q3.txt", "--json")
    assert (ended.status, ended.err) == (0, "")
    found = json.loads(ended.out)
    assert found.keys() == {"name", "kind", "pages", "warnings", "seconds", "children"}
    assert (found["name"], found["kind"], found["warnings"]) == ("q3.txt", "text", [])
    assert [page["anchor"] for page in found["pages"]] == ["lines 1-3"]
    assert "42 million" in found["pages"][0]["markdown"]


@pytest.mark.parametrize("name", ["größe.key", "missing.pdf", "empty.txt"])
async def test_a_file_that_can_not_be_extracted_says_why(bot: CommandLine, name: str) -> None:
    (bot.folder / "größe.key").write_bytes(b"PK\x05\x06" + bytes(18))
    (bot.folder / "empty.txt").touch()
    as_json = await bot.run("extract", name, "--json")
    assert (as_json.status, as_json.err) == (3, "")
    found = json.loads(as_json.out)
    assert found["name"] == name
    as_text = await bot.run("extract", name)
    assert (as_text.status, as_text.out) == (3, f"{name} not read: {found['error']}\n")


async def test_extract_needs_no_right_settings(bot: CommandLine) -> None:
    assert (await bot.run("extract", "q3.txt", PORT="none")).status == 0


async def test_what_the_terminal_can_not_show_is_written_in_another_way(bot: CommandLine) -> None:
    ended = await bot.run(PYTHONIOENCODING="ascii")
    assert ended.status == 2
    assert "\\u201cConnect it to Slack\\u201d" in ended.line


# doctor


def stage(playground: Playground, bot: CommandLine) -> dict[str, str]:
    """The settings of a bot that is well."""
    return {**playground.bot_environment(), "DATA_DIR": str(bot.folder / "data")}


async def test_the_doctor_has_a_line_for_each_finding_and_is_content_where_all_is_well(
    bot: CommandLine, playground: Playground
) -> None:
    ended = await bot.run("doctor", **stage(playground, bot))
    assert (ended.status, ended.err) == (0, "")
    assert all(re.match(r"(ok  |warn)  \w[\w ]*: ", line) for line in ended.out.splitlines())
    assert "ok    bot token: workspace Playground, bot user footnote" in ended.out


async def test_the_doctor_tells_all_that_fails_and_no_secret(bot: CommandLine, playground: Playground) -> None:
    settings = {
        **stage(playground, bot),
        "SLACK_BOT_TOKEN": "xoxb-secret",
        "AIMLAPI_API_KEY": "",
        "REDIS_URL": "redis://:secret@[::1]:9",
    }
    ended = await bot.run("doctor", "--json", **settings)
    assert (ended.status, ended.err) == (1, "")
    assert "secret" not in ended.out
    failed = {finding["what"]: finding["mend"] for finding in json.loads(ended.out) if finding["level"] == "fail"}
    assert failed.keys() == {"bot token", "API key", "Redis"}
    assert all(failed.values())


async def test_without_anything_set_the_doctor_says_where_to_begin(bot: CommandLine) -> None:
    ended = await bot.run("doctor", AIMLAPI_BASE_URL="http://127.0.0.1:9/v1")
    assert (ended.status, ended.err) == (1, "")
    assert ended.out.startswith("fail  transport: no Slack tokens are set. Mend: SLACK_BOT_TOKEN=xoxb-")
    assert not (bot.folder / ".data").exists()


@pytest.mark.parametrize(
    ("settings", "mend"),
    [
        ({"PORT": "three thousand"}, "PORT=…"),
        ({"METRICS_PORT": "3000"}, "METRICS_PORT=…"),
        ({"SLACK_BOT_TOKEN": "xapp-secret", "SLACK_APP_TOKEN": "xoxb-secret"}, "SLACK_BOT_TOKEN=…"),
        ({"SLACK_CLIENT_ID": "12.34", "SLACK_CLIENT_SECRET": "secret"}, "SLACK_SIGNING_SECRET=…"),
    ],
)
async def test_settings_that_are_none_are_one_finding_with_its_mend(
    bot: CommandLine, settings: dict[str, str], mend: str
) -> None:
    ended = await bot.run("doctor", "--json", **settings)
    assert (ended.status, ended.err) == (2, "")
    (found,) = json.loads(ended.out)
    assert (found["what"], found["level"]) == ("settings", "fail")
    assert found["mend"].startswith(mend)
    assert "secret" not in ended.out


async def test_a_bot_that_is_misconfigured_throughout_is_told_each_mend(bot: CommandLine, playground: Playground) -> None:
    playground.workspace.scopes -= {"files:read", "assistant:write"}
    account = playground.stand_in.account
    account.balance, account.models = 0.2, [Model(id="vendor/other")]
    playground.stand_in.refuse_images = True
    with socket.create_server(("", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as taken_too:
        settings = {
            **stage(playground, bot),
            "SLACK_APP_TOKEN": "xapp-wrong",
            "SLACK_FILE_HOSTS": "files.example.com",
            "REDIS_URL": "redis://127.0.0.1:9/0",
            "CONTEXT_KEYS": "k1:short",
            "DATA_DIR": CLOSED_FOLDER or str(bot.folder / "q3.txt" / "data"),
            "PORT": str(taken.getsockname()[1]),
            "METRICS_PORT": str(taken_too.getsockname()[1]),
            "CONTEXT_TTL": "0",
            "LIMIT_WORKSPACE_TOKENS_PER_DAY": "0",
        }
        ended = await bot.run("doctor", "--json", "--ask", **settings)
    assert (ended.status, ended.err) == (1, "")
    wrong = {finding["what"]: finding["mend"] for finding in json.loads(ended.out) if finding["level"] != "ok"}
    wrong.pop("OCR", None)
    assert {what: mend for what, mend in wrong.items() if what != "fallback"} == {
        "file host": f"SLACK_FILE_HOSTS=127.0.0.1:{playground.port}",
        "kept context": "CONTEXT_TTL=86400, unless nothing may be kept",
        "keys": "CONTEXT_KEYS=…, in .env or in the environment",
        "limits": "LIMIT_WORKSPACE_TOKENS_PER_DAY=20000000, or a spending limit of the key",
        "scopes": words.SCOPE_MISSING.mend,
        "agent view": words.NO_AGENT.mend,
        "app token": words.APP_TOKEN_REFUSED.mend,
        "Redis": words.REDIS_UNREACHABLE.mend,
        "balance": words.LOW_BALANCE.mend,
        "model": words.ALL_GONE.mend.format(instead=words.SOME_MODEL.format(url=settings["AIMLAPI_BASE_URL"])),
        "image": words.IMAGE_REFUSED.mend,
        "data folder": wrong["data folder"],
        "port": f"PORT={int(settings['PORT']) + 1}, or any that is free",
        "metrics port": f"METRICS_PORT={int(settings['METRICS_PORT']) + 1}, or any that is free",
    }
    assert wrong["data folder"].startswith("DATA_DIR=… of a folder that this user owns")


async def test_the_way_from_slack_may_be_missing_and_the_way_to_it_wrong(bot: CommandLine, playground: Playground) -> None:
    settings = stage(playground, bot) | {
        "SLACK_APP_TOKEN": "",
        "SLACK_API_URL": f"{playground.url}/wrong/",
        "AIMLAPI_BASE_URL": f"{playground.url}/wrong",
    }
    ended = await bot.run("doctor", "--json", **settings)
    assert ended.status == 1
    wrong = {finding["what"]: finding["mend"] for finding in json.loads(ended.out) if finding["level"] != "ok"}
    assert wrong["transport"] == words.NO_WAY_TO_HEAR.mend
    assert wrong["Slack"].startswith("SLACK_API_URL=https://slack.com/api/")
    assert wrong["API"].startswith("AIMLAPI_BASE_URL=https://")


@pytest.mark.parametrize(("no_color", "is_coloured"), [("", True), ("1", False)])
async def test_on_a_terminal_the_doctor_writes_columns(bot: CommandLine, no_color: str, is_coloured: bool) -> None:
    reading, writing = os.openpty()
    settings = {"NO_COLOR": no_color, "AIMLAPI_BASE_URL": "http://127.0.0.1:9/v1"}
    process = await bot.start(("doctor",), settings, stdout=writing)
    os.close(writing)
    async with asyncio.timeout(PATIENCE):
        out = await asyncio.to_thread(read_to_end, reading)
        await process.communicate()
    os.close(reading)
    assert process.returncode == 1
    assert ("\033[31mfail\033[0m" in out) is is_coloured
    assert "  transport    " in out
    assert re.search(r"\d failed, .*\d ok", out)


def read_to_end(terminal: int) -> str:
    """What was written to a terminal until nobody holds its other side."""
    parts: list[bytes] = []
    with suppress(OSError):  # how Linux says that the other side is closed
        while part := os.read(terminal, 65_536):
            parts.append(part)
    return b"".join(parts).decode()
