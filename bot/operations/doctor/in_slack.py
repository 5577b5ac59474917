"""The findings as an admin sees them in Slack: what fails first, then warnings, each with its mend; of the rest the number. Pure.

A setting is called by its name alone: what it is set to is nobody's business there.
"""

import re
from collections.abc import Sequence

from pydantic import SecretStr

from bot.language import phrases
from bot.operations.doctor.finding import Finding, Level
from bot.settings import Settings

MOST_FINDINGS = 12
"""With their mends they fit one message."""

SHORTEST_VALUE = 6
"""Characters: a shorter value, a number mostly, is no name of anything."""

_MARKS = re.compile(r"([\\`*_~\[\]<>|#&])")
_ORDER: Sequence[Level] = ("fail", "warn")
_SIGNS: dict[Level, str] = {"fail": "✗", "warn": "!"}


def as_markdown(findings: Sequence[Finding], settings: Settings) -> str:
    """What is to be mended, or that nothing is."""
    wrong = [finding for level in _ORDER for finding in findings if finding.level == level]
    well = len(findings) - len(wrong)
    if not wrong:
        return phrases.DOCTOR_WELL.format(well=well)
    failed = sum(finding.level == "fail" for finding in wrong)
    parts = [phrases.DOCTOR_FOUND.format(failed=failed, warned=len(wrong) - failed, well=well)]
    parts += [_shown(finding, settings) for finding in wrong[:MOST_FINDINGS]]
    if len(wrong) > MOST_FINDINGS:
        parts.append(phrases.DOCTOR_MORE.format(count=len(wrong) - MOST_FINDINGS))
    return "\n".join(parts)


def _shown(finding: Finding, settings: Settings) -> str:
    found, mend = (named(text, settings) for text in (finding.finding, finding.mend))
    line = f"- {_SIGNS[finding.level]} **{_plain(finding.what)}**: {_plain(found)}"
    # Code shows a line as it is to be typed.
    return f"{line}. {phrases.DOCTOR_MEND} `{mend.replace('`', chr(39))}`" if mend else line


def named(text: str, settings: Settings) -> str:
    """The text with each setting's name in place of what it is set to."""
    values = {
        shown: name.upper() for name in Settings.model_fields if len(shown := _value(getattr(settings, name))) >= SHORTEST_VALUE
    }
    values[str(settings.data_dir.absolute())] = "DATA_DIR"
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, values[value])
    return text


def _value(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return "" if isinstance(value, bool | int | float | tuple | dict) or value is None else str(value)


def _plain(text: str) -> str:
    """Words that are no Markdown."""
    return _MARKS.sub(r"\\\1", text)
