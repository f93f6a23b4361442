"""The sentences of a picture, in the language that it is drawn in."""

from labs.words import Words


def say(code: str, **facts: object) -> str:
    return str(Words.of(f"chart-{code}", **facts))
