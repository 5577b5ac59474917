"""Footnote: a Slack bot that reads what people share and puts a checked footnote behind every claim."""

__version__ = "0.1.0"
