"""A column of quantiles by a table of polynomials, see `sim.luck.cells`."""


class Polynomials:
    """Looks up the cell of each draw and evaluates its polynomial."""

    def fill(
        self,
        u: list[float],
        tails: list[float],
        bits: list[int],
        middles: list[float],
        coefficients: list[float],
        first: int,
        shift: int,
        unknown: float,
        out: list[float],
    ) -> int:
        """Write the quantiles of probabilities into a column; return how many are not in the table.

        Args:
            u: the probabilities.
            tails: the smaller one of each and what is left to 1.
            bits: of the tails, as whole numbers.
            middles: of each cell, the tail about which its polynomial is taken: first those of the lower tail, then as
                many of the upper one.
            coefficients: of each cell, the constant first; `unknown` where the cell is not made.
            first: number of the first cell, as the bits of a tail tell it.
            shift: bits of a tail that do not tell its cell.
            unknown: what is written for a draw that is not in the table, nan.
            out: as long as the probabilities.
        """
        missing = 0
        side = len(middles) // 2
        terms = len(coefficients) // len(middles)
        for i in range(len(u)):
            cell = (bits[i] >> shift) - first
            value = unknown
            if 0 <= cell < side:
                if u[i] > 0.5:
                    cell = cell + side
                away = tails[i] - middles[cell]
                place = cell * terms + terms - 1
                value = coefficients[place]
                for _ in range(terms - 1):
                    place = place - 1
                    value = value * away + coefficients[place]
            if value != value:
                missing = missing + 1
            out[i] = value
        return missing
