"""What has come from Slack lately, as the running bot notes it, and what that says of the app's subscriptions. Pure.

Slack tells nobody who has only the app's own tokens what the app is subscribed to. So what never came is named with what it may
mean, and nothing is called wrong that may only be quiet.
"""

from collections.abc import Iterator, Mapping

from bot.memory.deliveries import COMMAND, EVENTS, FORM, SHORTCUT, Arrivals
from bot.operations.doctor import words
from bot.operations.doctor.finding import Finding, ok, warn
from bot.settings import Settings

HOUR, DAY = 3600.0, 24 * 3600.0

QUIET_SECONDS = HOUR
"""For so long nobody need have used a bot that has just been started."""

AMONG_OTHERS = frozenset({"message.channels", "message.groups", "message.mpim"})
DIRECT = frozenset({"message.im"})

MENDS: Mapping[frozenset[str], str] = {
    EVENTS - DIRECT: words.MEND_EVENTS,
    DIRECT: words.MEND_DIRECT,
    frozenset({COMMAND}): words.MEND_COMMANDS,
    frozenset({SHORTCUT, FORM}): words.MEND_FORMS,
}
"""What may be amiss where none of these came."""


def arrivals(found: Arrivals | None, *, now: float, settings: Settings) -> Iterator[Finding]:
    """The findings about what came, at `now` in seconds of the epoch."""
    over_http = words.OVER_HTTP if settings.transport == "HTTP" else ""
    if found is None:
        yield ok("events", words.NOT_NOTED)
        return
    since = ago(now - found.since)
    if not found.last:
        is_early = now - found.since < QUIET_SECONDS
        yield (
            ok("events", words.NOTHING_YET, ago=since)
            if is_early
            else warn("events", words.NOTHING_CAME, ago=since, over_http=over_http)
        )
        return
    yield _came(found, now=now)
    if "app_mention" in found.last and not AMONG_OTHERS & found.last.keys():
        yield warn("events", words.MENTIONS_ALONE)
    for kinds, mend in MENDS.items():
        never = sorted(kinds - found.last.keys())
        if never:
            shown = mend.format(over_http=over_http)
            yield ok("never came", words.NEVER_CAME, ago=since, kinds=", ".join(never), mend=shown)


def _came(found: Arrivals, *, now: float) -> Finding:
    newest_first = sorted(found.last, key=lambda kind: -found.last[kind])
    hour = [kind for kind in newest_first if now - found.last[kind] < HOUR]
    day = [kind for kind in newest_first if HOUR <= now - found.last[kind] < DAY]
    earlier = [kind for kind in newest_first if now - found.last[kind] >= DAY]
    lists = {"hour": hour, "day": day, "earlier": earlier}
    return ok("events", words.ARRIVED, **{name: ", ".join(kinds) or words.NONE for name, kinds in lists.items()})


def ago(seconds: float) -> str:
    """How long ago, in the largest unit of which there are two; a clock that was set back counts as no time."""
    for unit, size in (("days", DAY), ("hours", HOUR), ("minutes", 60.0)):
        if seconds >= 2 * size:
            return f"{seconds // size:.0f} {unit} ago"
    return "just now"
