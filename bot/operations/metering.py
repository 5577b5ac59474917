"""The meter that answering asks for: who asks is looked up, the limits are kept, and what is refused is put into words."""

from bot.language import OverLimit, Question, QuestionId, UserId
from bot.listeners.views import refusal_view
from bot.memory.limits import Charge, Limits, Refused
from bot.slack.people import People

TOLD_SECONDS = 60
"""Who goes on asking over a limit is told so once a minute."""


class Metering:
    """Charges questions of one Slack app's workspaces. Raises `OverLimit`, and `StoreUnavailable` when Redis fails."""

    def __init__(self, limits: Limits, people: People) -> None:
        self._limits = limits
        self._people = people

    async def admit(self, question: Question, *, tokens: int) -> None:
        """Counts the question, and sets `tokens` aside for it; guests, and people of other organisations, have less."""
        team = question.thread.team
        charge = Charge(
            question_id=_charged_as(question),
            team=team,
            channel=question.thread.channel,
            user=_counted_for(question),
            guest=await self._is_guest(question),
        )
        await self._refuse(question, await self._limits.admit(charge, tokens=tokens))

    async def reserve(self, question: Question, *, tokens: int) -> None:
        """Sets aside what a call may cost at most, in tokens."""
        await self._refuse(question, await self._limits.reserve(_charged_as(question), tokens))

    async def settle(self, question: Question, *, tokens: int, last: bool = True) -> None:
        """Charges what was really used."""
        await self._limits.settle(_charged_as(question), tokens, last=last)

    async def _is_guest(self, question: Question) -> bool:
        if question.is_scheduled:
            return False
        person = await self._people.person(question.thread.team, question.asker)
        return person.is_guest or person.is_external

    async def _refuse(self, question: Question, refused: Refused | None) -> None:
        if refused is None:
            return
        may_tell = await self._limits.may_tell(question.thread.team, _counted_for(question), refused.limit, TOLD_SECONDS)
        raise OverLimit(refusal_view(refused), detail=refused.limit, is_known=not may_tell)


def _counted_for(question: Question) -> UserId:
    """In place of a person, each channel's scheduled recap has what a person has: nobody asked, and all would share one's."""
    return UserId(f"schedule:{question.thread.channel}") if question.is_scheduled else question.asker


def _charged_as(question: Question) -> QuestionId:
    """An edited question that is answered again is paid for again; a further try of the same words is not."""
    is_edited = question.edition and question.edition != question.message.ts
    return QuestionId(f"{question.id}:{question.edition}") if is_edited else question.id
