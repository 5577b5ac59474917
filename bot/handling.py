"""Leads the claimed questions of one workspace through its rooms: to an answer, to where a person interrupted it, or to an
honest sentence.
"""

from contextlib import aclosing
from dataclasses import replace

from bot.language import FootnoteError, LeaseLost, Question, SlackRefused, Surface, phrases
from bot.language.speech import Language, speaking
from bot.memory.inbox import Claim
from bot.operations.recapping import Recapping
from bot.slack.attempt import Attempt, CheckLease
from bot.slack.given import GivenFiles
from bot.slack.offers import tapped
from bot.slack.private import PrivateReply
from bot.slack.reply import SlackReply
from bot.slack.source import SlackSource
from bot.slack.step import StepReply
from bot.telemetry import course
from bot.worker import Interrupted, Interruption
from bot.workspace import Workspace


class Handling:
    """What becomes of the workspace's questions once a worker has claimed them."""

    def __init__(self, rooms: Workspace) -> None:
        self._rooms = rooms

    async def handle(self, claim: Claim, interruption: Interruption) -> None:
        """One claimed question, to its answer; or to where a person interrupted it."""
        with speaking(await self._language(claim.question)):
            await self._answer(claim, interruption)

    async def give_up(self, claim: Claim, error: FootnoteError | None) -> None:
        """One claimed question, to an honest sentence: the error's or, where it tells nothing, that nothing helped."""
        if claim.is_lost:
            # Kept without the words, it does not say whose answer is looked for in the thread.
            claim = replace(claim, question=claim.question.model_copy(update={"me": self._rooms.identity.user}))
        with speaking(await self._language(claim.question)):
            if claim.question.is_scheduled:
                await self._recapping().give_up(claim.question, error or FootnoteError(phrases.GAVE_UP))
                return
            async with aclosing(self._reply(claim, Interruption(), heading=await self._heading(claim.question))) as reply:
                await reply.fail(error or FootnoteError(phrases.QUESTION_LOST if claim.is_lost else phrases.GAVE_UP))

    async def _answer(self, claim: Claim, interruption: Interruption) -> None:
        question = claim.question
        if question.is_scheduled:
            await self._recapping().handle(self._attempt(claim, self._lease(claim, interruption)), interruption)
            return
        if question.opening:
            await self._open(claim)
            return
        source = self._source(question)
        async with aclosing(self._reply(claim, interruption, heading=await self._heading(question))) as reply:
            if isinstance(reply, PrivateReply | StepReply) and await reply.resume():
                return  # An earlier attempt has finished it, and was cut off while it was sent.
            try:
                async with interruption.watched():
                    await self._rooms.desk.answer(question, source, reply)
            except Interrupted:
                offers = await self._rooms.desk.abandon(question)
                course().outcome = interruption.heeded or ""
                if interruption.heeded == "edited":
                    raise
                if interruption.heeded == "deleted":
                    # It was kept when the deletion came, or just now, to be gone on with.
                    await self._rooms.kept_answers.drop_message(question.thread, question.message.ts)
                    await reply.take_back()
                    await self._rooms.answers.withdraw(question.thread, question.id, question.me)
                else:
                    await source.remember(await reply.stopped(offers=offers))

    async def _open(self, claim: Claim) -> None:
        """What was asked in a form is posted, and is from then on a question like any other; a second time it is known."""
        reply = self._reply(claim, Interruption(), heading="")
        try:
            opened = await self._rooms.openings.open(claim.question, check_lease=self._lease(claim), is_first=claim.claims == 1)
        except SlackRefused as error:
            await reply.fail(FootnoteError(phrases.NOT_POSTED, detail=error.code))
            return
        is_direct = opened.surface is Surface.DIRECT
        await self._rooms.asked.note(
            opened.thread, at=opened.message.ts, by=opened.asker, is_direct=is_direct, unless_muted=False
        )
        await self._rooms.house.inbox.put(opened)
        course().outcome = "posted"

    def _source(self, question: Question) -> SlackSource:
        """Where its thread, its files and what it links to are read."""
        rooms = self._rooms
        threads = rooms.pointed if question.pointed else rooms.threads
        files = rooms.files
        if question.step:
            files = GivenFiles(question, question.step, rooms.slack, rooms.files, rooms.access)
        return SlackSource(question, threads, files, rooms.elsewhere)

    async def _language(self, question: Question) -> Language:
        """Whoever asked is spoken to in their language, whatever others in the thread speak."""
        return await self._rooms.languages.of(question.thread.team, question.asker)

    async def _heading(self, question: Question) -> str:
        """What an answer begins with that was asked for with a tap."""
        return tapped(question, await self._rooms.people.name(question.thread.team, question.asker)) if question.follow_up else ""

    def _reply(self, claim: Claim, interruption: Interruption, *, heading: str) -> SlackReply | PrivateReply | StepReply:
        rooms, question, check_lease = self._rooms, claim.question, self._lease(claim, interruption)
        if question.step:
            return StepReply(rooms.steps, question, question.step, outbox=rooms.outbox, check_lease=check_lease)
        if question.is_private or question.opening:
            return PrivateReply(rooms.slack, question, outbox=rooms.outbox, check_lease=check_lease, heading=heading)
        return SlackReply(self._attempt(claim, check_lease), pace=rooms.pace, heading=heading)

    def _recapping(self) -> Recapping:
        rooms = self._rooms
        return Recapping(
            schedules=rooms.schedules,
            slots=rooms.slots,
            desk=rooms.desk,
            source=lambda question: SlackSource(question, rooms.threads, rooms.files, rooms.elsewhere),
            answers=rooms.kept_answers,
            access=rooms.access,
            people=rooms.people,
            notes=rooms.notes,
        )

    def _lease(self, claim: Claim, interruption: Interruption | None = None) -> CheckLease:
        async def check_lease() -> None:
            hold = await self._rooms.house.inbox.holds(claim)
            if not hold.mine:
                raise LeaseLost
            if hold.flag and interruption:
                interruption.interrupt(hold.flag)

        return check_lease

    def _attempt(self, claim: Claim, check_lease: CheckLease) -> Attempt:
        rooms = self._rooms
        return Attempt(
            client=rooms.slack,
            question=claim.question,
            ledger=rooms.replies,
            titles=rooms.titles,
            refusals=rooms.slack_refusals,
            check_lease=check_lease,
            look_later=rooms.house.last_looks.take,
            number=claim.claims,
        )
