"""The chat-completions API: what is sent, what comes back, and what to do when it fails. It knows no Slack and no Redis."""
