"""Places as a picture writes them."""

from functools import lru_cache

from labs.charts.scene import Px


@lru_cache(maxsize=65_536)
def number(px: Px) -> str:
    """Tenths of a pixel, without a nought behind the point."""
    whole, tenth = divmod(abs(px), 10)
    sign = "-" if px < 0 else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"
