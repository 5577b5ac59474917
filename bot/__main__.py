"""The command line: run (default), worker, playground, ask, extract, limits, inbox, feedback, doctor.

Wrong settings are one line and exit status 2.
"""

import asyncio
import json
import os
import re
import runpy
import shutil
import sys
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot import __version__
from bot.language import FileUnreadable, FootnoteError, OutOfReach, SettingsError, StoreUnavailable
from bot.settings import Settings, load_settings
from bot.telemetry import configure_logging, log_uncaught

SETTINGS_STATUS = 2
UNREADABLE_STATUS = 3
FAILED_STATUS = 1

NO_TOKENS = (
    "No Slack tokens are set: put SLACK_BOT_TOKEN and SLACK_APP_TOKEN into .env (README, “Connect it to Slack”), "
    "or try Footnote without Slack: python -m bot playground"
)

NOT_REACHED = "{server} can't be reached or refuses us ({detail}). What is wrong, and its mend: python -m bot doctor"

# One word that ends like a file's name or holds a slash: `report.pdf`, `~/notes`. Nobody asks a question with it.
_FILE_LIKE = re.compile(r"\S*(?:[/\\]\S*|\w\.(?=\w*[A-Za-z])\w{1,5})")

cli = typer.Typer(
    add_completion=False, no_args_is_help=False, pretty_exceptions_enable=False, rich_markup_mode=None, help=__doc__
)


@cli.callback(invoke_without_command=True)
def run(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
    or_playground: Annotated[bool, typer.Option(hidden=True, help="Without Slack tokens, start the playground.")] = False,
) -> None:
    """Receive from Slack and answer, in one process."""
    if show_version:
        print(f"Footnote {__version__} (slack_bolt {version('slack_bolt')}, Python {sys.version.split()[0]})")
        raise typer.Exit
    if context.invoked_subcommand:
        return
    settings = _settings()
    if not settings.has_slack:
        if or_playground:
            _playground([])
        raise SettingsError(NO_TOKENS)
    from bot.app import serve  # noqa: PLC0415 - the heavy part is loaded only by the commands that need it

    _finish(serve(settings))


@cli.command()
def worker() -> None:
    """Answer only: no events are received here. Needs REDIS_URL."""
    settings = _settings()
    if not settings.redis_url:
        raise SettingsError("REDIS_URL: a worker needs the Redis that the receiver writes to")
    if not (settings.slack_bot_token or settings.many_workspaces):
        raise SettingsError("SLACK_BOT_TOKEN: a worker needs it to answer in Slack")
    if settings.worker_concurrency == 0:
        raise SettingsError("WORKER_CONCURRENCY: must be at least 1 for a worker")
    from bot.app import work  # noqa: PLC0415

    _finish(work(settings))


@cli.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def playground(context: typer.Context) -> None:
    """Try it here: a Slack of its own, the bot, and a stand-in model. [--port N] [--no-browser]"""
    _playground(context.args)


@cli.command()
def ask(
    words: Annotated[list[str], typer.Argument(metavar="[FILE ...] [QUESTION]", help="Files to read, then the question.")],
    messages: Annotated[bool, typer.Option("--messages", help="Print the messages list as JSON; call nothing.")] = False,
    param: Annotated[list[str] | None, typer.Option(help="A model parameter, NAME=VALUE; may be repeated.")] = None,
) -> None:
    """Ask about files, here in the terminal. Without a question they are summarised."""
    paths, question = _files_and_question(words)
    settings = _with_parameters(load_settings(), param or [])
    # Whoever asks reads along: how it goes is said in words, and only trouble is logged besides.
    level = "WARNING" if settings.log_level == "INFO" else settings.log_level
    configure_logging(level=level, shape=settings.log_format, secrets=settings.secrets)
    from bot.terminal import ask_in_terminal, compose_in_terminal  # noqa: PLC0415

    if messages:
        composed = asyncio.run(compose_in_terminal(settings, question, paths))
        print(json.dumps(composed, ensure_ascii=False, indent=2))
        return
    if not settings.aimlapi_api_key:
        raise SettingsError("AIMLAPI_API_KEY: set it in .env to ask the model (--messages works without)")
    raise typer.Exit(FAILED_STATUS if asyncio.run(ask_in_terminal(settings, question, paths)) else 0)


@cli.command()
def extract(
    file: Annotated[Path, typer.Argument(help="The file to read.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of Markdown.")] = False,
    password: Annotated[str | None, typer.Option(help="Opens an encrypted file.")] = None,
) -> None:
    """Show what the bot would read of a file: Markdown per page, with anchors and warnings."""
    from bot.operations import report  # noqa: PLC0415
    from bot.terminal import extract_file  # noqa: PLC0415

    try:
        document = asyncio.run(extract_file(file, password=password))
    except FileUnreadable as error:
        failure = {"name": file.name, "error": error.sentence}
        print(json.dumps(failure, ensure_ascii=False, indent=2) if as_json else f"{file.name} not read: {error.sentence}")
        raise typer.Exit(UNREADABLE_STATUS) from None
    print(report.as_json(document) if as_json else report.as_markdown(document))


# Unknown options are words: `set user-per-minute -1` is told what a limit takes.
@cli.command(context_settings={"ignore_unknown_options": True})
def limits(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[show | set NAME VALUE | reset [NAME] | forgive USER]", help="What to do.")
    ] = None,
    team: Annotated[str | None, typer.Option(help="One workspace's limits, T…, instead of those everywhere.")] = None,
) -> None:
    """Show, set or reset the limits, or forgive a person. 0 or `none` is no limit."""
    settings = _settings()
    from bot.operations.limits import at_the_terminal  # noqa: PLC0415

    print(asyncio.run(at_the_terminal(settings, words or [], team=team, styled=sys.stdout.isatty())))


@cli.command()
def inbox(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[list | retry ID ... | drop ID ...]", help="What to do; `all` for every ID.")
    ] = None,
) -> None:
    """List questions that were given up, put them back to be answered, or drop them."""
    settings = _settings()
    from bot.operations.inbox import at_the_terminal  # noqa: PLC0415

    print(asyncio.run(at_the_terminal(settings, words or [])))


@cli.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
    ask: Annotated[bool, typer.Option("--ask", help="Ask the model about a small image, which costs a short answer.")] = False,
) -> None:
    """Look at the settings, Slack, Redis, the API and this machine, and name the line that mends what is wrong."""
    from bot.operations.doctor import page  # noqa: PLC0415
    from bot.operations.doctor.check import wrong_setting  # noqa: PLC0415

    try:
        settings = load_settings()
    except SettingsError as error:
        findings, status = [wrong_setting("settings", error)], SETTINGS_STATUS
    else:
        # Whoever asks reads along, in words.
        quiet = "ERROR" if settings.log_level in {"INFO", "WARNING"} else settings.log_level
        configure_logging(level=quiet, shape=settings.log_format, secrets=settings.secrets)
        from bot.terminal import examine  # noqa: PLC0415

        findings = asyncio.run(examine(settings, ask=ask))
        status = FAILED_STATUS if any(finding.level == "fail" for finding in findings) else 0
    if as_json:
        print(page.as_json(findings))
    elif sys.stdout.isatty():
        coloured = not os.environ.get("NO_COLOR")  # no-color.org
        print(page.as_columns(findings, width=shutil.get_terminal_size().columns, coloured=coloured))
    else:
        print(page.as_lines(findings))
    raise typer.Exit(status)


@cli.command()
def feedback() -> None:
    """Show what people thought of answers: how many were helpful, and each complaint."""
    settings = _settings()
    from bot.operations.feedback import at_the_terminal  # noqa: PLC0415

    print(asyncio.run(at_the_terminal(settings)))


def _settings() -> Settings:
    settings = load_settings()
    configure_logging(level=settings.log_level, shape=settings.log_format, id_key=settings.log_id_key, secrets=settings.secrets)
    return settings


def _files_and_question(words: Sequence[str]) -> tuple[list[Path], str]:
    """Every word but the last is a file, and so is the last one where there is such a file."""
    *files, question = words
    if _is_file(question):
        files, question = [*files, question], ""
    elif _FILE_LIKE.fullmatch(question):
        raise SettingsError(f"{question}: no such file")
    for file in files:
        if not Path(file).exists():
            raise SettingsError(f"{file}: no such file (a question of several words goes in quotes)")
    if not files and not question.strip():
        raise SettingsError("ask: name a file, or write a question")
    return [Path(file) for file in files], question


def _is_file(word: str) -> bool:
    with suppress(OSError):  # a question may be longer than a name can be
        return Path(word).is_file()
    return False


def _with_parameters(settings: Settings, pairs: Sequence[str]) -> Settings:
    """`temperature=0` → the setting that means it; a parameter without a setting of its own joins MODEL_PARAMETERS."""
    from bot.model.wire import Parameters  # noqa: PLC0415

    own: dict[str, object] = {}
    others = dict(settings.model_parameters)
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise SettingsError(f"--param: write NAME=VALUE, not {pair!r}")
        others.pop(name, None)
        if name in Parameters.model_fields and f"model_{name}" in Settings.model_fields:
            own[f"model_{name}"] = value
            continue
        try:
            others[name] = json.loads(value)
        except ValueError:
            others[name] = value
    return load_settings({**own, "model_parameters": others})


def _playground(arguments: list[str]) -> NoReturn:
    """Becomes `python -m bot.playground`, in this process: much of what that needs is loaded by now. Nothing here knows it."""
    sys.argv = ["bot.playground", *arguments]
    runpy.run_module("bot.playground", run_name="__main__", alter_sys=True)
    raise AssertionError("it ends the process itself")


def _finish(main: Coroutine[object, object, None]) -> None:
    try:
        asyncio.run(main)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def entry() -> None:
    """Runs the command line; our own errors are one line, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A file's name or an answer may hold what the terminal's encoding lacks.
            stream.reconfigure(errors="backslashreplace")
    log_uncaught()
    try:
        cli(prog_name="python -m bot")
    except SettingsError as error:
        print(error.sentence, file=sys.stderr)
        sys.exit(SETTINGS_STATUS)
    except OutOfReach as error:
        # Their own sentences are for people in Slack, who can only ask again.
        server = "Redis" if isinstance(error, StoreUnavailable) else "Slack"
        print(NOT_REACHED.format(server=server, detail=error.detail), file=sys.stderr)
        sys.exit(FAILED_STATUS)
    except FootnoteError as error:
        print(error.sentence, file=sys.stderr)
        sys.exit(FAILED_STATUS)


if __name__ == "__main__":
    entry()
