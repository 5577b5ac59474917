"""Shares the tables of an answer in its thread, as files, once for each kind."""

import asyncio
from collections.abc import Mapping

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import FileId, FootnoteError, KeptAnswer, Offer, Ts, phrases
from bot.slack.attempt import ReplyLedger
from bot.slack.client import Sleep
from bot.slack.exports import MOST_TABLES, csv_of, export_name, tables_in, xlsx_of
from bot.slack.posts import FILE_PART
from bot.slack.uploads import Uploads

PARTS: Mapping[Offer, int] = {Offer.CSV: FILE_PART + 1, Offer.XLSX: FILE_PART + 1 + MOST_TABLES}
"""The ledger's numbers for the first file of each kind; with the question's answer they are taken back too."""


class Exporting:
    """Exports tables. `ledger` knows which files of an answer were shared."""

    def __init__(self, client: AsyncWebClient, ledger: ReplyLedger, *, sleep: Sleep = asyncio.sleep) -> None:
        self._ledger = ledger
        self._uploads = Uploads(client, sleep=sleep)

    async def share(self, kept: KeptAnswer, kind: Offer) -> bool:
        """Shares the tables as `CSV` or `XLSX`; False where they stand in the thread already.

        Raises `FootnoteError` with a sentence for who asked, `SlackRefused` and `SlackUnavailable`.
        """
        question, part = kept.question, PARTS[kind]
        earlier = (await self._ledger.parts(question.id)).get(part)
        if earlier and await self._uploads.is_shared(FileId(earlier), question.thread):
            return False
        files = await asyncio.to_thread(_files, kept, kind)
        if not files:
            raise FootnoteError(phrases.NO_TABLES, detail="no tables")
        titles: dict[FileId, str] = {}
        for name, content in files.items():
            titles[await self._uploads.upload(content, name)] = name
        for number, file in enumerate(titles):
            await self._ledger.replace(question.id, part + number, Ts(file))
        await self._uploads.share(titles, question.thread)
        return True


def _files(kept: KeptAnswer, kind: Offer) -> dict[str, bytes]:
    """The files by name: a CSV file for each table, one workbook for all of them."""
    tables = tables_in(kept)
    if kind is Offer.XLSX:
        return {export_name(kept, "tables.xlsx"): xlsx_of(tables)} if tables else {}
    return {export_name(kept, f"table-{number}.csv"): csv_of(table) for number, table in enumerate(tables, start=1)}
