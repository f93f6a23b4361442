"""Sentences of the room series, by code."""

SENTENCES: dict[str, str] = {}
