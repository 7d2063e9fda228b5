"""The colours of what became of an attempt."""

from sim.report.figures.kinds import Kind
from sim.report.figures.style import INK, NAVY, PALE_NAVY, SKY, VERMILLION, YELLOW

COLORS = {
    Kind.SUCCEEDED: SKY,
    Kind.FAILED: VERMILLION,
    Kind.INTERRUPTED: NAVY,
    Kind.ORPHANED: PALE_NAVY,
    Kind.HELD: YELLOW,
}
TEXT_ON = {kind: "white" if kind is Kind.INTERRUPTED else INK for kind in COLORS}
