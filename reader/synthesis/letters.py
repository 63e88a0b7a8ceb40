"""Stroke models of letters that cannot be taken for digits: rubbish that looks like writing.

Left out on purpose: O D Q I l S Z B G g q b d a h y u J C and the like, which nobody can tell from
digits in isolation.
"""

from __future__ import annotations

from reader.synthesis.strokes import Shape, build_shape

__all__ = ["LETTERS"]

LETTERS: tuple[Shape, ...] = (
    build_shape("A", "peaked", 1, strokes=("0,100 24,2 50,100", "10,62 42,60")),
    build_shape("E", "arms", 1, strokes=("50,4 6,4! 4,98! 52,97", "5,48 42,46")),
    build_shape("F", "arms", 1, strokes=("54,3 8,3! 6,100", "7,46 44,44")),
    build_shape("H", "bridge", 1, strokes=("4,0 3,100", "54,0 52,100", "4,50 53,48")),
    build_shape("K", "arms", 1, strokes=("6,0 4,100", "52,2 6,54! 54,100")),
    build_shape("M", "peaks", 1, strokes=("2,100 10,2! 34,70! 58,2! 66,100",)),
    build_shape("N", "zig", 1, strokes=("4,100 6,2! 50,98! 54,0",)),
    build_shape("R", "leg", 1, strokes=("6,100 8,2! 40,4 48,24 34,44 8,48! 52,100",)),
    build_shape("W", "valleys", 1, strokes=("0,2 16,98! 34,36! 52,98! 70,2",)),
    build_shape("X", "cross", 1, strokes=("4,2 54,98", "54,2 2,98")),
    build_shape("T", "wide", 1, strokes=("0,4 66,2", "34,4 32,100")),
    build_shape("k", "loop", 1, strokes=("8,2 6,98", "44,44 8,72! 48,98")),
    build_shape(
        "m", "arches", 1, strokes=("2,40 4,98! 8,52 22,40 28,56 28,98! 34,50 50,40 56,98",)
    ),
    build_shape("w", "valleys", 1, strokes=("0,40 12,94 28,52 42,96 62,38",)),
    build_shape("n", "arch", 1, strokes=("2,40 4,98! 10,50 34,40 42,60 44,98",)),
    build_shape("x", "cross", 1, strokes=("4,40 44,98", "44,40 2,98")),
    build_shape("f", "barred", 1, strokes=("44,4 28,2 18,20 16,100", "0,44 40,42")),
    build_shape("t", "barred", 1, strokes=("20,4 18,84 28,98 44,92", "0,32 46,30")),
    build_shape("&", "loop", 1, strokes=("58,98 12,26 26,2 38,18 8,66 18,98 44,86 58,54",)),
    build_shape(
        "@",
        "spiral",
        1,
        strokes=("46,40 26,38 20,62 40,68 48,38 58,66 70,40 40,4 4,40 20,96 62,92",),
    ),
    build_shape("?", "hook", 1, strokes=("4,18 26,0 46,18 24,50 22,72", "22,95 23,99")),
    build_shape(
        "%",
        "rings",
        1,
        strokes=("18,6 4,20 18,36 30,20 18,6", "60,0 8,100", "56,64 42,80 54,98 68,80 56,64"),
    ),
)
