"""Contrast, and how different two colours look to whom (CIEDE2000, Machado 2009)."""

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

type Three = tuple[float, float, float]

SIGHTS: dict[str, tuple[Three, Three, Three]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2: from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def difference(one: str, other: str, sight: str = "normal") -> float:
    """CIEDE2000 between two colours as such an eye sees them."""
    return _ciede2000(_lab(_seen(one, sight)), _lab(_seen(other, sight)))


def _linear(colour: str) -> Three:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _light(red), _light(green), _light(blue)


def _light(part: float) -> float:
    if part <= 0.04045:
        return part / 12.92
    power: float = ((part + 0.055) / 1.055) ** 2.4
    return power


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _seen(colour: str, sight: str) -> Three:
    light = _linear(colour)
    red, green, blue = (_mixed(row, light) for row in SIGHTS[sight])
    return red, green, blue


def _mixed(row: Three, light: Three) -> float:
    return min(1, max(0, sum(part * one for part, one in zip(row, light, strict=True))))


def _lab(light: Three) -> Three:
    red, green, blue = light
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = _cube_root(x), _cube_root(y), _cube_root(z)
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _cube_root(part: float) -> float:
    """Of what is bright enough to be seen; else a straight line."""
    root: float = part ** (1 / 3)
    return root if part > 0.008856 else 7.787 * part + 16 / 116


def _ciede2000(one: Three, other: Three) -> float:
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (hypot(a1, b1) + hypot(a2, b2)) / 2
    bend = 0.5 * (1 - sqrt(mean**7 / (mean**7 + 25**7)))
    a1, a2 = (1 + bend) * a1, (1 + bend) * a2
    c1, c2 = hypot(a1, b1), hypot(a2, b2)
    h1, h2 = (degrees(atan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0
    hue = h1 + turn / 2 if c1 * c2 else h1 + h2
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    return _weighed(
        l2 - l1,
        c2 - c1,
        2 * sqrt(c1 * c2) * sin(radians(turn / 2)),
        (lightness, chroma, hue),
    )


def _weighed(by_lightness: float, by_chroma: float, by_hue: float, means: Three) -> float:
    lightness, chroma, hue = means
    t = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.2 * cos(radians(4 * hue - 63))
    )
    off = (lightness - 50) ** 2
    by_lightness /= 1 + 0.015 * off / sqrt(20 + off)
    by_chroma /= 1 + 0.045 * chroma
    by_hue /= 1 + 0.015 * chroma * t
    turn = 30 * exp(-(((hue % 360 - 275) / 25) ** 2))
    twist = -sin(radians(2 * turn)) * 2 * sqrt(chroma**7 / (chroma**7 + 25**7))
    return sqrt(by_lightness**2 + by_chroma**2 + by_hue**2 + twist * by_chroma * by_hue)
