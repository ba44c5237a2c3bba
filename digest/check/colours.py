"""Colours as CSS writes them, and how far apart two of them are (CSS Color Level 4, WCAG 2.2)."""

from __future__ import annotations

import colorsys
import re
from typing import NamedTuple

#: The named colours of CSS, each with its hexadecimal digits.
NAMED = dict(
    re.findall(
        r"(\w+) (\w+)",
        """aliceblue f0f8ff antiquewhite faebd7 aqua 0ff aquamarine 7fffd4 azure f0ffff beige f5f5dc
    bisque ffe4c4 black 000 blanchedalmond ffebcd blue 00f blueviolet 8a2be2 brown a52a2a
    burlywood deb887 cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e coral ff7f50
    cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 0ff darkblue 00008b darkcyan
    008b8b darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9 darkkhaki
    bdb76b darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00 darkorchid 9932cc darkred
    8b0000 darksalmon e9967a darkseagreen 8fbc8f darkslateblue 483d8b darkslategray 2f4f4f
    darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 deepskyblue
    00bfff dimgray 696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222 floralwhite fffaf0
    forestgreen 228b22 fuchsia f0f gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 goldenrod
    daa520 gray 808080 green 008000 greenyellow adff2f grey 808080 honeydew f0fff0 hotpink
    ff69b4 indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa
    lavenderblush fff0f5 lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral
    f08080 lightcyan e0ffff lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90
    lightgrey d3d3d3 lightpink ffb6c1 lightsalmon ffa07a lightseagreen 20b2aa lightskyblue
    87cefa lightslategray 789 lightslategrey 789 lightsteelblue b0c4de lightyellow ffffe0 lime
    0f0 limegreen 32cd32 linen faf0e6 magenta f0f maroon 800000 mediumaquamarine 66cdaa
    mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db mediumseagreen 3cb371
    mediumslateblue 7b68ee mediumspringgreen 00fa9a mediumturquoise 48d1cc mediumvioletred
    c71585 midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5 navajowhite
    ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab 6b8e23 orange ffa500 orangered
    ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee
    palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd
    powderblue b0e0e6 purple 800080 rebeccapurple 639 red f00 rosybrown bc8f8f royalblue 4169e1
    saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 seagreen 2e8b57 seashell fff5ee sienna
    a0522d silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090 snow
    fffafa springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato
    ff6347 turquoise 40e0d0 violet ee82ee wheat f5deb3 white fff whitesmoke f5f5f5 yellow ff0
    yellowgreen 9acd32""",
    )
)
HEX = re.compile(r"#?([0-9a-f]{3,8})")
FUNCTION = re.compile(r"(rgb|hsl)a?\(\s*([^()]*?)\s*\)")
NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(%|deg)?")
OPAQUE = 1.0
SHORT, LONG = (3, 4), (6, 8)
"""Hexadecimal digits of a colour: one or two for each part, with or without its opacity."""
#: From here on the eye sees light as a power of its number (WCAG 2.2, "relative luminance").
LINEAR = 0.04045


class Colour(NamedTuple):
    """Red, green and blue from 0 to 255, and opacity from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = OPAQUE

    def over(self, below: Colour) -> Colour:
        """Return what is seen where this lies over an opaque colour."""
        red, green, blue = (
            self.alpha * mine + (1 - self.alpha) * theirs
            for mine, theirs in zip(self[:3], below[:3], strict=True)
        )
        return Colour(red, green, blue)

    @property
    def luminance(self) -> float:
        """How light it is to the eye: 0 for black, 1 for white."""
        red, green, blue = (_linear(part / 255) for part in self[:3])
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def __str__(self) -> str:
        """Write it in hexadecimal digits, as style sheets do."""
        return "#" + "".join(f"{round(part):02x}" for part in self[:3])


BLACK, WHITE = Colour(0, 0, 0), Colour(255, 255, 255)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two opaque colours: from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((one.luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)


def colour(written: str) -> Colour | None:
    """Read a colour; None for what is none, or is not known before it is drawn."""
    value = written.strip().lower()
    if value == "transparent":
        return Colour(0, 0, 0, 0)
    if value in NAMED:
        return _hexadecimal(NAMED[value])
    if match := HEX.fullmatch(value):
        return _hexadecimal(match[1])
    if match := FUNCTION.fullmatch(value):
        return _function(match[1], match[2])
    return None


def _hexadecimal(digits: str) -> Colour | None:
    if len(digits) in SHORT:
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) not in LONG:
        return None
    red, green, blue, *alpha = bytes.fromhex(digits)
    return Colour(red, green, blue, alpha[0] / 255 if alpha else OPAQUE)


def _function(name: str, inside: str) -> Colour | None:
    matches = [NUMBER.fullmatch(it) for it in re.split(r"[\s,/]+", inside)]
    parts = [(float(it[1]), it[2] or "") for it in matches if it]
    if len(parts) != len(matches) or len(parts) not in SHORT:
        return None
    alpha = OPAQUE
    if len(parts) > len("rgb"):
        number, unit = parts[-1]
        alpha = min(max(number / 100 if unit == "%" else number, 0.0), OPAQUE)
    if name == "hsl":
        hue, saturation, lightness = (number for number, _ in parts[:3])
        shares = colorsys.hls_to_rgb(hue / 360 % 1, _share(lightness), _share(saturation))
        red, green, blue = (255 * it for it in shares)
    else:
        numbers = (number * 2.55 if unit == "%" else number for number, unit in parts[:3])
        red, green, blue = (min(max(it, 0.0), 255.0) for it in numbers)
    return Colour(red, green, blue, alpha)


def _share(percent: float) -> float:
    return min(max(percent / 100, 0.0), 1.0)


def _linear(share: float) -> float:
    return share / 12.92 if share <= LINEAR else ((share + 0.055) / 1.055) ** 2.4
