"""However a check ends, it ends in findings, without a traceback, a secret, or what can't be printed."""

import asyncio
import json
from collections.abc import AsyncGenerator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.reader import Reader
from bot.language import SettingsError, StoreUnavailable, phrases
from bot.operations.doctor import page
from bot.operations.doctor.check import Case, Check
from bot.operations.doctor.examine import CHECKS
from bot.operations.doctor.finding import LONGEST_VALUE, Finding, Saying, fail, ok, warn
from bot.operations.terminal import printable
from bot.settings import Settings
from bot.telemetry import REDACTED

FIRST = ok("first", Saying("found before"))
MIXED = [
    FIRST,
    warn(
        "something", Saying("a finding that is rather long, so that it takes more than one row", "this line, which is long too")
    ),
    fail("other", Saying("not there", "NAME=value")),
]


async def ended(error: Exception | None) -> list[Finding]:
    async def run(case: Case) -> AsyncGenerator[Finding, None]:
        yield FIRST
        if error:
            raise error
        await asyncio.Event().wait()

    case = Case(settings=Settings(), reader=Reader())
    return await Check(what="thing", seconds=0.01 if error is None else 5, run=run).findings(case)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (None, "no result within 0.01 seconds"),
        (SettingsError("REDIS_URL: must look like this"), "REDIS_URL: must look like this"),
        (StoreUnavailable(phrases.STORE_UNAVAILABLE, detail="Redis: ConnectionError"), "Redis: ConnectionError"),
        (ValueError("xoxb-secret"), "the check itself failed (ValueError)"),
    ],
)
async def test_what_was_found_before_is_kept_and_the_end_is_one_more_finding(error: Exception | None, said: str) -> None:
    first, last = await ended(error)
    assert first == FIRST
    assert (last.what, last.level) == ("thing", "fail")
    assert said in last.finding
    assert last.mend


@pytest.mark.parametrize(
    ("sentence", "mend"),
    [
        ("REDIS_URL: no", "REDIS_URL=…, in .env or in the environment"),
        ("METRICS_PORT must not be PORT: Slack may reach that one", "METRICS_PORT=…, in .env or in the environment"),
        ("WORKER_CONCURRENCY=0 needs REDIS_URL: otherwise nobody would answer", "REDIS_URL=…, in .env or in the environment"),
        ("SLACK_CLIENT_ID needs SLACK_SIGNING_SECRET: over HTTP", "SLACK_SIGNING_SECRET=…, in .env or in the environment"),
        ("SLACK_CLIENT_ID is for many: leave SLACK_APP_TOKEN empty", "SLACK_APP_TOKEN= (empty), in .env and in the environment"),
        ("SLACK_CLIENT_ID is for many: leave one of them empty", "SLACK_CLIENT_ID= (empty), in .env and in the environment"),
        (".env: must be a text file in UTF-8 that I may read", "a file that this user may read, saved as UTF-8"),
    ],
)
async def test_a_wrong_setting_is_its_own_mend_or_names_the_one_that_is(sentence: str, mend: str) -> None:
    assert (await ended(SettingsError(sentence)))[-1].mend == mend


def test_every_check_has_a_name_of_its_own() -> None:
    assert len({check.what for check in CHECKS}) == len(CHECKS)


@given(st.text(max_size=600))
def test_a_value_from_outside_is_one_short_line_that_can_be_printed(value: str) -> None:
    found = ok("thing", Saying("{value}"), value=value).finding
    assert len(found) <= LONGEST_VALUE
    assert "\n" not in found
    assert printable(found) == found


@pytest.mark.parametrize("secret", ["xoxb-1-secret", "xapp-1-secret", "redis://user:secret@host", "Bearer secret"])
def test_a_secret_in_a_value_is_not_shown(secret: str) -> None:
    found = warn("thing", Saying("{value}", "{value}"), value=f"it said {secret}")
    assert "secret" not in repr(found)
    assert REDACTED in found.finding


def test_piped_each_finding_is_one_line() -> None:
    assert page.as_lines(MIXED).splitlines() == [
        "ok    first: found before",
        "warn  something: a finding that is rather long, so that it takes more than one row. Mend: this line, which is long too",
        "fail  other: not there. Mend: NAME=value",
    ]


def test_on_a_terminal_they_stand_in_columns() -> None:
    assert page.as_columns(MIXED, width=60, coloured=False).splitlines() == [
        "ok    first      found before",
        "warn  something  a finding that is rather long, so that it",
        "                 takes more than one row",
        "                 Mend: this line, which is long too",
        "fail  other      not there",
        "                 Mend: NAME=value",
        "",
        "1 failed, 1 warning, 1 ok",
    ]


def test_colours_are_added_and_change_nothing_else() -> None:
    plain, coloured = (page.as_columns(MIXED, width=60, coloured=colours) for colours in (False, True))
    assert "\033[31mfail\033[0m" in coloured
    for code in ("\033[31m", "\033[32m", "\033[33m", "\033[2m", "\033[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == plain


def test_for_programs_it_is_a_list() -> None:
    assert json.loads(page.as_json(MIXED))[2] == {"level": "fail", "what": "other", "finding": "not there", "mend": "NAME=value"}
