"""Who and what is in the workspace when it starts: people of every standing, and a conversation of every kind. No behaviour."""

from bot.playground.entities import (
    ALEX,
    BOT,
    BOT_USER,
    DM,
    GUEST,
    LENA,
    OTHER_TEAM,
    OUTSIDER,
    SAM,
    SLACKBOT,
    TEAM,
    YOU,
    Channel,
    User,
)


def people(team: str = TEAM) -> tuple[User, ...]:
    """You, who are called Jo and are an admin, three other full members (Lena uses Slack in German), a guest, a person of another
    organisation, and the two bots. The page offers to be each of the people, you first.
    """
    return (
        User(id=YOU, name="Jo", team=team, is_admin=True),
        User(id=ALEX, name="Alex", team=team),
        User(id=SAM, name="Sam", team=team),
        User(id=LENA, name="Lena", team=team, locale="de-DE"),
        User(id=BOT_USER, name="Footnote", team=team, bot_id=BOT),
        User(id=GUEST, name="Robin", team=team, is_restricted=True),
        User(id=OUTSIDER, name="Kim", team=OTHER_TEAM),
        User(id=SLACKBOT, name="Slackbot", team=team),
    )


def places(team: str = TEAM) -> tuple[Channel, ...]:
    """Public channels with the bot and without it, one shared with another organisation, a private one, your DM with the bot."""
    members = {YOU, ALEX, SAM}
    return (
        Channel(id="C0PLAYGEN01", name="general", team=team, members={*members, LENA, GUEST, BOT_USER}),
        Channel(id="C0PLAYFIN01", name="finance", team=team, members={*members, BOT_USER}),
        Channel(id="C0PLAYDES01", name="design", team=team, members={*members}),
        Channel(id="C0PLAYPAR01", name="partners", team=team, members={YOU, ALEX, OUTSIDER, BOT_USER}, is_ext_shared=True),
        Channel(id="C0PLAYLEA01", name="leadership", team=team, members={YOU, ALEX, BOT_USER}, is_private=True),
        Channel(id=DM, name="", team=team, members={YOU, BOT_USER}, user=YOU),
    )
