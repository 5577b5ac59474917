"""Looks at everything that the bot needs, without answering anything, and names the line that mends what is wrong."""
