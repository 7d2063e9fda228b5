"""Colours that carry meaning differ for every kind of colour vision, and in grey.

Colour vision deficiencies are simulated as in Machado, Oliveira, Fernandes, "A physiologically-based model for
simulation of color vision deficiency", IEEE TVCG 15, 2009 (severity 1), and distances are those of CIE 1976 L*a*b*.
"""

from itertools import combinations

import numpy as np
import pytest

from sim.report.figures import style

SEEN_BY = {
    "everybody": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
DISTANCE = 30.0  # about 2.3 is a just noticeable difference
LIGHTNESS = 12.0  # of 100: apart in grey, and on paper


def linear(color: str) -> np.ndarray:
    channels = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def luminance(color: str) -> float:
    return float(TO_XYZ[1] @ linear(color))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def closest(eyes: np.ndarray, colors: tuple[str, ...]) -> float:
    return min(float(np.linalg.norm(lab(eyes @ linear(a)) - lab(eyes @ linear(b)))) for a, b in combinations(colors, 2))


@pytest.mark.parametrize("vision", SEEN_BY)
def test_colours_differ_for_every_kind_of_colour_vision(vision: str) -> None:
    assert closest(SEEN_BY[vision], style.MEANINGFUL) >= DISTANCE


def test_colours_differ_in_grey() -> None:
    lightness = sorted(lab(linear(color))[0] for color in style.MEANINGFUL)
    assert np.diff(lightness).min() >= LIGHTNESS


def test_the_probe_sees_what_deuteranopes_confuse() -> None:
    # matplotlib's own red and green: far apart for everybody else
    red_green = ("#D62728", "#2CA02C")
    assert closest(SEEN_BY["everybody"], red_green) > 100
    assert closest(SEEN_BY["deuteranopia"], red_green) < DISTANCE


def test_text_can_be_read() -> None:
    # WCAG 2: 7 : 1 for small text, 4.5 : 1 at least on a coloured bar
    assert contrast(style.INK, "#FFFFFF") >= 7
    assert contrast(style.MUTED, "#FFFFFF") >= 7
    assert contrast(style.INK, style.SKY) >= 4.5
    assert contrast(style.INK, style.VERMILLION) >= 4.5
    assert contrast("#FFFFFF", style.NAVY) >= 4.5
