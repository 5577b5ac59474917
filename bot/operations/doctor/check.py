"""One check: what it is given, and that its end is findings whatever happens, in a bounded time. What is checked is elsewhere."""

import asyncio
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
    """What every check is given. `reader` is set up as the bot's is; `now` is this machine's clock, in unix seconds."""

    settings: Settings
    reader: Reader
    now: Callable[[], float] = time


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


def wrong_setting(what: str, error: SettingsError) -> Finding:
    """A setting whose form is wrong: the error's sentence begins with its name."""
    return fail(what, words.SETTING, sentence=error.sentence, name=error.sentence.partition(":")[0])
