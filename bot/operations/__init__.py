"""What the person who runs the bot looks at: its health, and the terminal as a place to ask and to see what was read."""
