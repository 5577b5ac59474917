"""Slack → Question: each payload becomes one Question, or is left alone for a reason that can be logged."""
