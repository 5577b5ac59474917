"""The Web API methods about files: looking one up, deleting one, and the three steps of an upload."""

from dataclasses import replace

from bot.playground.arguments import Arguments
from bot.playground.entities import BOT_USER, Channel, Payload, SharedFile, SlackError
from bot.playground.files import Files
from bot.playground.methods import Method, entered
from bot.playground.pace import TIER_3, TIER_4
from bot.playground.payloads import file_object
from bot.playground.workspace import Workspace


class FileMethods:
    """`files.*`."""

    def __init__(self, workspace: Workspace, files: Files, *, base_url: str) -> None:
        self._workspace = workspace
        self._files = files
        self._base_url = base_url

    def methods(self) -> dict[str, Method]:
        """By name."""
        return {
            "files.info": Method(answer=self._info, tier=TIER_4, scope="files:read"),
            "files.delete": Method(answer=self._delete, tier=TIER_3, scope="files:write"),
            "files.getUploadURLExternal": Method(answer=self._open_upload, tier=TIER_4, scope="files:write"),
            "files.completeUploadExternal": Method(answer=self._complete_upload, tier=TIER_4, scope="files:write"),
        }

    def _info(self, arguments: Arguments) -> Payload:
        file, shared = self._visible(arguments)
        channels = [channel.id for channel in shared if not channel.is_im]
        ims = [channel.id for channel in shared if channel.is_im]
        about = file_object(file, base_url=self._base_url) | {"channels": channels, "ims": ims, "groups": []}
        if not self._files.look(file.id):
            about |= {"mimetype": "", "filetype": ""}
        return {"file": about, "comments": [], "response_metadata": {"next_cursor": ""}}

    def _delete(self, arguments: Arguments) -> Payload:
        file, _ = self._visible(arguments)
        if file.user != BOT_USER:
            raise SlackError("cant_delete_file")
        self._files.delete(file)
        return {}

    def _visible(self, arguments: Arguments) -> tuple[SharedFile, list[Channel]]:
        """The file that is meant, and where it is shared. Raises `file_deleted` or `file_not_found`."""
        (file_id,) = arguments.required("file")
        file = self._workspace.files.get(file_id)
        if file is not None and file.shape == "tombstone":
            raise SlackError("file_deleted")
        shared = self._workspace.shared_in(file_id)
        is_given = file_id in self._workspace.run_tokens.get(arguments.token, ())
        is_near = file is not None and (file.user == BOT_USER or any(BOT_USER in channel.members for channel in shared))
        if file is None or not (is_near or is_given):
            raise SlackError("file_not_found")
        return file, shared

    def _open_upload(self, arguments: Arguments) -> Payload:
        name, length = arguments.required("filename", "length")
        if not length.isdigit() or int(length) < 1:
            raise SlackError("invalid_arguments")
        file_id, path = self._files.open_upload(name, int(length))
        return {"upload_url": f"{self._base_url}{path}", "file_id": file_id}

    def _complete_upload(self, arguments: Arguments) -> Payload:
        wanted = arguments.objects("files", error="invalid_arguments")
        if not wanted:
            raise SlackError("invalid_arguments")
        channel = entered(self._workspace, arguments.text("channel_id")) if arguments.has("channel_id") else None
        titles = {str(item.get("id", "")): str(item.get("title") or "") for item in wanted}
        ready = self._files.take_uploads(list(titles))
        kept = [self._workspace.add_file(replace(file, title=titles[file.id])) for file in ready]
        if channel is not None:
            self._workspace.post(
                channel=channel.id,
                user=BOT_USER,
                text=arguments.text("initial_comment"),
                thread_ts=arguments.text("thread_ts") or None,
                files=[file.id for file in kept],
            )
        return {"files": [file_object(file, base_url=self._base_url) for file in kept]}
