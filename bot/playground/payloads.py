"""Slack's JSON for what the workspace holds: message, file, user and channel objects, and the events about them.

Pure; fields as in docs.slack.dev/reference/objects and in recorded deliveries.
"""

from uuid import NAMESPACE_URL, uuid5

from bot.playground.composer import as_stored, mentions, rich_text
from bot.playground.entities import (
    APP,
    BOT,
    BOT_USER,
    SLACKBOT,
    TEAM,
    YOU,
    Change,
    Channel,
    Message,
    Payload,
    SharedFile,
    Transcript,
    User,
)
from bot.playground.workspace import Workspace

EVENT_CONTEXT = "4-playground"


def file_object(file: SharedFile, *, base_url: str, whole: bool = True) -> Payload:
    """The file object; with `whole` false as events carry it, where a Slack Connect file is only a stub."""
    if file.shape == "stub" and not whole:
        return {"id": file.id, "mode": "file_access", "file_access": "check_file_info", "created": 0, "user": ""}
    if file.shape == "tombstone":
        return {"id": file.id, "mode": "tombstone"}
    if file.shape == "hidden_by_limit":
        return {"id": file.id, "name": file.name, "mode": "hidden_by_limit"}
    suffix = file.name.rpartition(".")[2].lower() if "." in file.name else "binary"
    about: Payload = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": suffix,
        "pretty_type": suffix.upper(),
        "user": file.user,
        "user_team": file.team,
        "size": file.size,
        "is_public": True,
        "permalink": f"{base_url}/files/{file.user}/{file.id}",
    }
    if file.transcript:
        about |= _of_a_clip(file, file.transcript, base_url=base_url)
    if file.shape == "external":
        return {**about, "mode": "external", "is_external": True, "external_type": "gdrive", "url_private": file.external_url}
    address = f"{base_url}/files-pri/{file.team}-{file.id}"
    name = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in file.name.lower()) or "file"
    return {
        **about,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "url_private": f"{address}/{name}",
        "url_private_download": f"{address}/download/{name}",
        "file_access": "visible",
    }


def _of_a_clip(file: SharedFile, transcript: Transcript, *, base_url: str) -> Payload:
    """What the object of a recorded clip says besides (recorded deliveries; FilesInfoResponse of @slack/web-api)."""
    subtype = "slack_audio" if file.mimetype.startswith("audio/") else "slack_video"
    if transcript.path is None:
        return {"subtype": subtype, "transcription": {"status": "processing"}}
    preview: Payload = {"content": transcript.preview, "has_more": transcript.has_more}
    return {
        "subtype": subtype,
        "vtt": f"{base_url}/files-tmb/{file.team}-{file.id}/file.vtt",
        "transcription": {"status": "complete", "locale": "en-US", "preview": preview},
    }


def user_object(user: User, *, team: str = TEAM) -> Payload:
    """The user object of `users.info`; as the workspace `team` gives it. Of somebody who has left, Slack tells neither the time
    zone nor the standing.
    """
    about: Payload = {
        "id": user.id,
        "team_id": user.team,
        "name": user.name.lower(),
        "deleted": user.deleted,
        "is_bot": user.bot_id is not None,
        "is_app_user": False,
        "profile": {"real_name": user.name, "display_name": user.name, **({"bot_id": user.bot_id} if user.bot_id else {})},
    }
    if user.team != team:
        about["is_stranger"] = False
    if user.deleted:
        return about
    return {
        **about,
        "real_name": user.name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": user.tz_offset,
        "is_admin": user.is_admin or user.is_owner,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": user.is_ultra_restricted,
    }


def channel_object(channel: Channel) -> Payload:
    """The conversation object of `conversations.info`."""
    common: Payload = {
        "id": channel.id,
        "created": 0,
        "is_archived": channel.is_archived,
        "is_mpim": channel.is_mpim,
        "is_im": channel.is_im,
    }
    if channel.is_im:
        return {**common, "user": channel.user, "is_org_shared": False}
    return {
        **common,
        "name": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_private": channel.is_private,
        "is_member": BOT_USER in channel.members,
        "is_general": channel.name == "general",
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "num_members": len(channel.members),
    }


def message_object(
    workspace: Workspace, message: Message, *, base_url: str, metadata: bool = False, whole_files: bool = True
) -> Payload:
    """The message as the reading methods give it; `metadata` only where it was asked for."""
    team = workspace.users[message.user].team
    about: Payload = {"type": "message", "user": message.user, "ts": message.ts, "text": _text(message), "team": team}
    if team != workspace.team:
        about |= {"user_team": team, "source_team": team}
    if message.deleted:
        about |= {"subtype": "tombstone", "user": SLACKBOT, "hidden": True}
    elif message.files:
        about |= {"subtype": "file_share", "upload": False}
        about["files"] = [file_object(workspace.files[file], base_url=base_url, whole=whole_files) for file in message.files]
    elif message.broadcast:
        about["subtype"] = "thread_broadcast"
    if message.user == BOT_USER:
        about |= _of_the_bot(message, team)
    elif not message.files and not message.deleted:
        about["client_msg_id"] = str(uuid5(NAMESPACE_URL, message.channel + message.ts))
    if blocks := _blocks(message):
        about["blocks"] = blocks
    if message.edited_ts:
        about["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.reactions:
        about["reactions"] = [{"name": r.name, "users": list(r.users), "count": len(r.users)} for r in message.reactions]
    if metadata and message.metadata:
        about["metadata"] = message.metadata
    return about | _threading(workspace, message)


def _of_the_bot(message: Message, team: str) -> Payload:
    profile: Payload = {
        "id": BOT,
        "deleted": False,
        "name": "Footnote",
        "updated": 0,
        "app_id": APP,
        "team_id": team,
        "icons": {},
    }
    about: Payload = {"bot_id": BOT, "app_id": APP, "bot_profile": profile}
    if message.streaming:
        about |= {"subtype": "bot_message", "streaming_state": message.streaming}
    if message.files:
        # An app's upload carries bot_id and no subtype of its own beyond file_share.
        about["display_as_bot"] = False
    return about


def _blocks(message: Message) -> list[Payload]:
    if message.markdown and message.text:
        return [{"type": "markdown", "text": message.text}, *message.blocks]
    if message.blocks or not message.text or message.user == BOT_USER or message.deleted:
        return list(message.blocks)
    return [rich_text(message.text)]


def _text(message: Message) -> str:
    """The text as Slack's wire has it: of Markdown too, only stray `& < >` are escaped."""
    return as_stored(message.text) if message.markdown else message.text


def _threading(workspace: Workspace, message: Message) -> Payload:
    if message.thread_ts:
        parent = workspace.channel(message.channel).messages.get(message.thread_ts)
        return {"thread_ts": message.thread_ts, **({"parent_user_id": parent.user} if parent else {})}
    replies = workspace.replies(message.channel, message.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users[:5],
        "is_locked": False,
        "subscribed": False,
    }


def events_of(workspace: Workspace, change: Change, *, base_url: str, mention_events: tuple[str, ...]) -> list[Payload]:
    """The events that Slack sends to the app about a change, in order; none where the bot is not a member.

    A mention in a channel is both `app_mention` and `message`, with one `ts` (`mention_events` orders them, or leaves one out).
    """
    if change.kind == "file_deleted" and change.file:
        near = [channel.id for channel in workspace.shared_in(change.file.id) if BOT_USER in channel.members]
        about: Payload = {"file_id": change.file.id, "channel_ids": near, "event_ts": workspace.next_ts()}
        return [{"type": "file_deleted", **about}] if near else []
    if not change.channel or BOT_USER not in workspace.channel(change.channel).members:
        return []
    channel = workspace.channel(change.channel)
    place: Payload = {"channel": channel.id, "channel_type": channel.kind}

    def shown(message: Message) -> Payload:
        return message_object(workspace, message, base_url=base_url, metadata=True, whole_files=False)

    if change.kind == "message" and change.message and change.message.ephemeral_to is None:
        message = change.message
        event = {**shown(message), **place, "event_ts": message.ts}
        if channel.is_im and message.user in workspace.looking:
            event["app_context"] = app_context(workspace.looking[message.user], team=workspace.team)
        if channel.is_im or message.user == BOT_USER or BOT_USER not in mentions(message.text):
            return [event]
        mention = _as_mention(event)
        return [mention if name == "app_mention" else event for name in mention_events]
    hidden: Payload = {"type": "message", "hidden": True, **place}
    if change.kind == "changed" and change.message and change.previous and change.message.ephemeral_to is None:
        ts = change.message.edited_ts or workspace.next_ts()
        body = {"message": shown(change.message), "previous_message": shown(change.previous), "ts": ts, "event_ts": ts}
        changed: Payload = {**hidden, "subtype": "message_changed", **body}
        newly = mentions(change.message.text) - mentions(change.previous.text)
        if channel.is_im or change.message.user == BOT_USER or BOT_USER not in newly:
            return [changed]
        # Somebody who is mentioned only by an edit is told of it as of any mention.
        return [_as_mention({**shown(change.message), **place, "event_ts": ts}), changed]
    if change.kind == "deleted" and change.previous and change.previous.ephemeral_to is None:
        ts = workspace.next_ts()
        body = {"deleted_ts": change.previous.ts, "previous_message": shown(change.previous), "ts": ts, "event_ts": ts}
        return [{**hidden, "subtype": "message_deleted", **body}]
    if change.kind == "joined":
        ts = workspace.next_ts()
        joined: Payload = {"type": "member_joined_channel", "user": change.user, "channel": channel.id, "team": workspace.team}
        return [{**joined, "channel_type": "C" if channel.is_public else "G", "inviter": YOU, "event_ts": ts}]
    return []


def app_context(channel: str, *, team: str) -> Payload:
    """What somebody looks at beside the app's view (docs.slack.dev/reference/events/app_context_changed); empty for nothing."""
    return {"entities": [{"type": "slack#/types/channel_id", "value": channel, "team_id": team}]} if channel else {}


def _as_mention(event: Payload) -> Payload:
    return {k: v for k, v in event.items() if k not in ("subtype", "channel_type")} | {"type": "app_mention"}


def envelope(event: Payload, *, event_id: str, event_time: int, is_ext_shared: bool = False, team: str = TEAM) -> Payload:
    """The outer body around an event (docs.slack.dev/apis/events-api)."""
    bot: Payload = {"enterprise_id": None, "team_id": team, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": False}
    return {
        "token": "playground",
        "team_id": team,
        "context_team_id": team,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": event_time,
        "authorizations": [bot],
        "is_ext_shared_channel": is_ext_shared,
        "event_context": EVENT_CONTEXT,
    }


def of_enterprise(body: Payload, enterprise: Payload) -> Payload:
    """The same event, interaction or command as an organisation's installation brings it."""
    if "event" in body:
        bot: Payload = {"team_id": body["team_id"], "user_id": BOT_USER, "is_bot": True}
        bot |= {"enterprise_id": enterprise["id"], "is_enterprise_install": True}
        return {**body, "enterprise_id": enterprise["id"], "context_enterprise_id": enterprise["id"], "authorizations": [bot]}
    if "command" in body:
        return {**body, "enterprise_id": enterprise["id"], "enterprise_name": enterprise["name"], "is_enterprise_install": "true"}
    return {**body, "enterprise": enterprise, "is_enterprise_install": True}
