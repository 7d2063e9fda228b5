"""One look for all pictures, that of the package whatever a user's matplotlibrc says: the same inputs, the same bytes.

Four colours carry meaning, the same in every picture. They follow Okabe and Ito's set, moved apart in lightness, so
that they differ for every kind of colour vision and in grey as well.
"""

from contextlib import AbstractContextManager

import matplotlib.style

FONT = "DejaVu Sans"
DPI = 150
WIDTH_IN = 9.0  # shown at about this width, the small print is as large as that of a book

INK = "#1A1A1A"
MUTED = "#595959"  # text of lesser importance; 7 : 1 on white
RULE = "#C4C4C4"

SKY = "#7CC4EE"  # work that succeeded; load balance
VERMILLION = "#D55E00"  # failure; success rate
NAVY = "#003A6B"  # an agent that is down; availability
PALE_NAVY = "#8FA3B8"  # work for nobody, after an interruption
YELLOW = "#F0E442"  # predictions; accuracy
MEANINGFUL = (SKY, VERMILLION, NAVY, YELLOW)

TITLE = 12.0  # sizes in points
TEXT = 9.0
SMALL = 8.0
TINY = 6.5

_SETTINGS = {
    "font.family": FONT,
    "font.size": TEXT,
    # Task ids are any text: a dollar sign is a dollar sign.
    "text.parse_math": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.8,
    "axes.labelsize": TEXT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "hatch.linewidth": 0.7,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    # Paths of a hundred thousand points are more than Agg takes in one piece.
    "agg.path.chunksize": 20_000,
}


def styled() -> AbstractContextManager[None]:
    """Return a context in which matplotlib has this look, and nothing of the user's settings.

    >>> with styled():
    ...     matplotlib.rcParams["font.family"]
    ['DejaVu Sans']
    """
    return matplotlib.style.context(_SETTINGS, after_reset=True)
