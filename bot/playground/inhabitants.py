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
    YOU,
    Channel,
    User,
)


def people() -> tuple[User, ...]:
    """You, who are called Jo and are an admin, three other full members (Lena uses Slack in German), a guest, a person of another
    organisation, and the two bots. The page offers to be each of the people, you first.
    """
    return (
        User(id=YOU, name="Jo", is_admin=True),
        User(id=ALEX, name="Alex"),
        User(id=SAM, name="Sam"),
        User(id=LENA, name="Lena", locale="de-DE"),
        User(id=BOT_USER, name="Footnote", bot_id=BOT),
        User(id=GUEST, name="Robin", is_restricted=True),
        User(id=OUTSIDER, name="Kim", team=OTHER_TEAM),
        User(id=SLACKBOT, name="Slackbot"),
    )


def places() -> tuple[Channel, ...]:
    """Public channels with the bot and without it, one shared with another organisation, a private one, your DM with the bot."""
    members = {YOU, ALEX, SAM}
    return (
        Channel(id="C0PLAYGEN01", name="general", members={*members, LENA, GUEST, BOT_USER}),
        Channel(id="C0PLAYFIN01", name="finance", members={*members, BOT_USER}),
        Channel(id="C0PLAYDES01", name="design", members={*members}),
        Channel(id="C0PLAYPAR01", name="partners", members={YOU, ALEX, OUTSIDER, BOT_USER}, is_ext_shared=True),
        Channel(id="C0PLAYLEA01", name="leadership", members={YOU, ALEX, BOT_USER}, is_private=True),
        Channel(id=DM, name="", members={YOU, BOT_USER}, user=YOU),
    )
