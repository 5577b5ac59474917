"""One check: what it is given, and that its end is findings whatever happens, in a bounded time. What is checked is elsewhere."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from time import time

from bot.documents.reader import Reader
from bot.language import FootnoteError, SettingsError
from bot.operations.doctor import words
from bot.operations.doctor.finding import Finding, fail
from bot.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Case:
    """What every check is given. `reader` is set up as the bot's is; `now` is this machine's clock, in unix seconds.

    With `ask` the model is asked one short question about a small image, which costs what it costs.
    """

    settings: Settings
    reader: Reader
    now: Callable[[], float] = time
    ask: bool = False


@dataclass(frozen=True, kw_only=True)
class Check:
    """One of the things that are looked at, `what` if nothing more precise can be said. It may take `seconds`."""

    what: str
    seconds: float
    run: Callable[[Case], AsyncGenerator[Finding, None]]

    async def findings(self, case: Case) -> list[Finding]:
        """What was found, up to where it broke off or took too long, which then is the last finding. It never fails."""
        found: list[Finding] = []
        try:
            async with asyncio.timeout(self.seconds), aclosing(self.run(case)) as findings:
                async for finding in findings:
                    found.append(finding)  # noqa: PERF401 - what was found before it breaks off is to be kept
        except TimeoutError:
            found.append(fail(self.what, words.TOO_SLOW, seconds=f"{self.seconds:g}"))
        except SettingsError as error:
            found.append(wrong_setting(self.what, error))
        except FootnoteError as error:
            found.append(fail(self.what, words.UNAVAILABLE, detail=error.detail or error.sentence))
        except Exception as error:  # noqa: BLE001 - an operator who looks for a mend must not meet a traceback
            found.append(fail(self.what, words.BROKEN, error=type(error).__name__))
        return found


_NEEDED = re.compile(r"\bneeds ([A-Z_]+)")
_TOO_MUCH = re.compile(r"\bleave (?:[a-z ]+|([A-Z_]+)) empty")
_FIRST = re.compile(r"[A-Z][A-Z_]+")


def wrong_setting(what: str, error: SettingsError) -> Finding:
    """A setting whose form is wrong: the error's sentence begins with its name, or says which one it needs or excludes."""
    sentence = error.sentence
    first, needed, too_much = _FIRST.match(sentence), _NEEDED.search(sentence), _TOO_MUCH.search(sentence)
    if not first:
        return fail(what, words.SETTINGS_FILE, sentence=sentence)
    if too_much:
        return fail(what, words.SETTING_TOO_MUCH, sentence=sentence, name=too_much[1] or first[0])
    return fail(what, words.SETTING, sentence=sentence, name=needed[1] if needed else first[0])
