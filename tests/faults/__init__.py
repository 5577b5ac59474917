"""Shows that a question is never lost and never answered twice, with real processes that are killed. It is run, not imported by the bot."""
