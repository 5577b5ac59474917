"""Mails, as the internet sends them and as Outlook saves them: a letter with its attachments."""
