"""Who may change what is everybody's: the workspace's own admins and owners, and whom the operator has named."""

from collections.abc import Iterable

from bot.language import TeamId, UserId
from bot.slack.people import People


class Rights:
    """The rights of people, as Slack says now: who lost them a minute ago has lost them. `admins` are named by the operator."""

    def __init__(self, people: People, admins: Iterable[str]) -> None:
        self._people = people
        self._admins = frozenset(admins)

    async def may_rule(self, team: TeamId, user: UserId) -> bool:
        """Whether that person may see and change limits and settings; in doubt not."""
        return user in self._admins or (await self._people.person(team, user, fresh=True)).is_admin
