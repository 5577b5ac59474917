"""What Slack suggests in a direct message with Footnote: questions about what was shared there last, or a recap of the channel
that the person looks at. A suggestion that is tapped is an ordinary message of theirs. Where Slack has none, nothing happens.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import ChannelId, FileRef, SlackRefused, TeamId, phrases
from bot.slack.blocks import outgoing
from bot.slack.client import NotSlack, SlackUnavailable, repeatable
from bot.slack.refusals import Feature, Refusals

MOST = 4
"""docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts"""

TITLE_CHARACTERS = 75
"""As much as a button shows."""

NAME_CHARACTERS = 80
"""A longer name makes no question that anybody would ask."""

KEPT_ENDING = 8

_TABLES = frozenset({"xlsx", "xls", "xlsm", "ods", "csv", "tsv"})


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """What its button shows, and what is said when it is tapped."""

    title: str
    message: str


def suggestions_for(files: Sequence[FileRef], *, channel: str = "") -> tuple[Suggestion, ...]:
    """At most four: about the files, oldest first, and the channel of that name; general ones where there are neither."""
    found = list(_about(_askable(files)))
    if channel:
        found = [*found[: MOST - 1], _suggestion("recap", channel=channel)]
    if not files:
        found += [_suggestion("help"), _suggestion("usage")]
    return tuple(found[:MOST])


def _about(files: Sequence[FileRef]) -> Sequence[Suggestion]:
    """The newest file first, and what there is to ask of the two newest together."""
    if not files:
        return ()
    *_, newest = files
    asked = "spoken" if newest.is_media else "figures" if _is_table(newest) else "actions"
    found = [_suggestion("summary", name=newest.label), _suggestion(asked, name=newest.label)]
    if len(files) > 1:
        before = files[-2]
        found.append(_suggestion("changes", before=before.label, name=newest.label))
        found.append(_suggestion("summary", name=before.label))
    return found


def _askable(files: Sequence[FileRef]) -> list[FileRef]:
    """Those whose name can stand in a question as it is; of two with one name, the newer."""
    named = {file.label: file for file in files if len(file.label) <= NAME_CHARACTERS and outgoing(file.label) == file.label}
    return list(named.values())


def _is_table(file: FileRef) -> bool:
    return file.label.rpartition(".")[2].lower() in _TABLES


def _suggestion(kind: str, **names: str) -> Suggestion:
    """Long names are cut in the title only: the message has to be understood."""
    title = phrases.SUGGESTION_TITLES[kind]
    room = (TITLE_CHARACTERS - len(title)) // max(len(names), 1)
    short = {key: _cut(name, room) for key, name in names.items()}
    return Suggestion(title=title.format(**short)[:TITLE_CHARACTERS], message=phrases.SUGGESTIONS[kind].format(**names))


def _cut(name: str, room: int) -> str:
    """The name with its end, which tells what kind of file it is."""
    return name if len(name) <= room else f"{name[: room - KEPT_ENDING - 1]}…{name[-KEPT_ENDING:]}"


class Suggestions:
    """Has Slack show them, in workspaces that have such a thing."""

    def __init__(self, client: AsyncWebClient, refusals: Refusals) -> None:
        self._client = client
        self._refusals = refusals

    def are_known(self, team: TeamId) -> bool:
        """Whether the workspace takes any, as far as is known."""
        return not self._refusals.stands(team, Feature.PROMPTS)

    async def show(self, team: TeamId, channel: ChannelId, suggestions: Sequence[Suggestion]) -> None:
        """Shows them under the newest message of that direct message, in place of those before. Best effort.

        Without `thread_ts`: with it the call does nothing in an app with `agent_view`, and says so to nobody
        (docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts).
        """
        prompts = [{"title": suggestion.title, "message": suggestion.message} for suggestion in suggestions]
        try:
            await repeatable(
                lambda: self._client.assistant_threads_setSuggestedPrompts(
                    channel_id=channel, title=phrases.SUGGESTIONS_TITLE, prompts=prompts
                ),
                patience=0.0,
            )
        except SlackRefused as error:
            self._refusals.refused(team, Feature.PROMPTS, error.code)
        except NotSlack as error:
            self._refusals.refused(team, Feature.PROMPTS, error.detail)
        except SlackUnavailable:
            pass  # The next occasion shows newer ones.
