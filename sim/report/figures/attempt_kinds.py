"""The colours of what became of an attempt."""

from sim.report.figures.kinds import Kind
from sim.report.figures.style import INK, NAVY, PALE_NAVY, SKY, VERMILLION

COLORS = {Kind.SUCCEEDED: SKY, Kind.FAILED: VERMILLION, Kind.INTERRUPTED: NAVY, Kind.ORPHANED: PALE_NAVY}
TEXT_ON = {Kind.SUCCEEDED: INK, Kind.FAILED: INK, Kind.INTERRUPTED: "white", Kind.ORPHANED: INK}
