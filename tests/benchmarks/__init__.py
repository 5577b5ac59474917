"""Measures the bot from outside, beside a bare one that does the same without any work; `make bench` prints the figures."""
