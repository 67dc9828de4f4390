"""Words and boxes of a picture that is written by hand as SVG: lines that fit, whatever people wrote escaped."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

# Those first that have every Kazakh letter: a letter taken from another font stands out on the wall.
FONTS = "'Noto Sans','Segoe UI','Helvetica Neue','DejaVu Sans','Liberation Sans',sans-serif"
INK, PAPER, SOFT, LINE = "#17242B", "#FFFFFF", "#EDF2F5", "#B9C6CD"
# Mean width of a letter in sizes of the letter, plain and bold: Cyrillic of the widest of these fonts.
LETTER, BOLD = 0.6, 0.68


def wrapped(words: str, size: float, width: float, most_lines: int, letter: float = LETTER) -> list[str]:
    """Break a text into lines of a width; what does not fit ends in an ellipsis."""
    letters = max(4, int(width / (size * letter)))
    lines, line = [], ""
    for word in words.split():
        while len(word) > letters:
            word, rest = word[: letters - 1] + "-", word[letters - 1 :]
            lines.append((line + " " + word).strip() if len(line) + len(word) < letters else line or word)
            line, word = "", rest
        if len(line) + len(word) + 1 > letters and line:
            lines.append(line)
            line = word
        else:
            line = (line + " " + word).strip()
    lines = [one for one in [*lines, line] if one]
    if len(lines) > most_lines:
        lines = [*lines[: most_lines - 1], lines[most_lines - 1][: letters - 1].rstrip() + "…"]
    return lines


def fitting(text: str, size: float, width: float, letter: float) -> float:
    """Return the size at which a text stays on one line, still large enough for the last row."""
    return max(28.0, min(size, width / (max(1, len(text)) * letter)))


def line(
    x: float, y: float, text: str, size: float, *, anchor: str = "start", weight: int = 400, ink: str = INK
) -> str:
    """Write one line."""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size:.0f}" text-anchor="{anchor}" font-weight="{weight}" '
        f'fill="{ink}">{escape(text)}</text>'
    )


def lines(x: float, y: float, texts: Sequence[str], size: float, **style: object) -> str:
    """Write lines below each other."""
    return "".join(line(x, y + place * size * 1.22, text, size, **style) for place, text in enumerate(texts))


def one_or_two(x: float, y: float, text: str, size: float, width: float) -> str:
    """Write a text on one line, or smaller on two in the same room."""
    if len(wrapped(text, size, width, 2)) < 2:
        return line(x, y, " ".join(text.split()), size)
    size *= 0.84
    return lines(x, y - 0.5 * size, wrapped(text, size, width, 2), size)


def box(x: float, y: float, width: float, height: float, fill: str, radius: float = 6) -> str:
    """Draw a filled rectangle with round corners."""
    size = f'width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} rx="{radius}" fill="{fill}"/>'
