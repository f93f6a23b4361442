"""Sentences of the room exchange, by code."""

SENTENCES: dict[str, str] = {}
