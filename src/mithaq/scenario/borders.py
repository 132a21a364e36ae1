"""Borders on an invented map: a warped lattice whose edges are bent once and shared by both neighbours.

Because an edge's line is drawn once, joining cells into a district or a governorate is exact: edges between two
cells of the same area vanish, the others chain into one ring. No geometry library and no rounding is involved.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Final

__all__ = ["Borders", "Cell", "Position", "draw_borders"]

Cell = tuple[int, int]
"""Column and row of a cell, counted from the south-west."""
Position = tuple[int, int]
"""Longitude and latitude in hundred-thousandths of a degree, in GeoJSON's order."""

Corner = tuple[int, int]
BENDS: Final = 3
"""Halvings of an edge: eight segments look like a border, and a base map stays small."""
BEND_SHARE: Final = 0.11
CORNER_JITTER: Final = 0.16


@dataclass(frozen=True, slots=True)
class Borders:
    columns: int
    rows: int
    corners: dict[Corner, Position]
    lines: dict[tuple[Corner, Corner], tuple[Position, ...]]

    def ring(self, cells: Iterable[Cell]) -> list[Position]:
        """The closed outline of adjacent cells, counter-clockwise (RFC 7946, 3.1.6)."""
        edges: dict[tuple[Corner, Corner], None] = {}
        for column, row in cells:
            corners = ((column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1))
            for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
                if (end, start) in edges:
                    del edges[end, start]
                else:
                    edges[start, end] = None
        following = dict(edges.keys())
        first = at = min(following)
        outline: list[Position] = []
        for _ in following:
            outline.extend(self._line(at, following[at])[:-1])
            at = following[at]
        assert at == first, "the cells are not one piece"
        return [*outline, outline[0]]

    def inside(self, cell: Cell, across: float, up: float) -> Position:
        """The point of a cell at the given shares of its width and height; its middle half clears every bend."""
        column, row = cell
        west_south, east_south = self.corners[column, row], self.corners[column + 1, row]
        west_north, east_north = self.corners[column, row + 1], self.corners[column + 1, row + 1]
        return (
            round(_blend(west_south[0], east_south[0], west_north[0], east_north[0], across=across, up=up)),
            round(_blend(west_south[1], east_south[1], west_north[1], east_north[1], across=across, up=up)),
        )

    def _line(self, start: Corner, end: Corner) -> tuple[Position, ...]:
        drawn = self.lines.get((start, end))
        return drawn if drawn is not None else self.lines[end, start][::-1]


def _blend(a: int, b: int, c: int, d: int, *, across: float, up: float) -> float:
    return (a * (1 - across) + b * across) * (1 - up) + (c * (1 - across) + d * across) * up


def _bent(start: Position, end: Position, depth: int, rng: Random) -> list[Position]:
    if depth == 0:
        return [start, end]
    sway = (rng.random() - 0.5) * 2 * BEND_SHARE
    middle = (
        round((start[0] + end[0]) / 2 - (end[1] - start[1]) * sway),
        round((start[1] + end[1]) / 2 + (end[0] - start[0]) * sway),
    )
    return _bent(start, middle, depth - 1, rng)[:-1] + _bent(middle, end, depth - 1, rng)


def draw_borders(columns: int, rows: int, south_west: Position, cell_size: Position, rng: Random) -> Borders:
    corners: dict[Corner, Position] = {}
    for row in range(rows + 1):
        for column in range(columns + 1):
            # Slow waves keep the governorates from looking like a chessboard.
            x = column + 0.35 * math.sin(row * 0.9) + (rng.random() - 0.5) * 2 * CORNER_JITTER
            y = row + 0.35 * math.sin(column * 0.8 + 1) + (rng.random() - 0.5) * 2 * CORNER_JITTER
            corners[column, row] = (
                south_west[0] + round(x * cell_size[0]),
                south_west[1] + round(y * cell_size[1]),
            )
    lines: dict[tuple[Corner, Corner], tuple[Position, ...]] = {}
    for (column, row), position in corners.items():
        for neighbour in ((column + 1, row), (column, row + 1)):
            if neighbour in corners:
                bent = _bent(position, corners[neighbour], BENDS, rng)
                lines[(column, row), neighbour] = tuple(bent)
    return Borders(columns, rows, corners, lines)
