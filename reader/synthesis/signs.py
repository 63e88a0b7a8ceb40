"""What people write among digits: separators, currency signs, ends of amounts, fillers."""

from __future__ import annotations

from reader.synthesis.strokes import Shape, build_shape

__all__ = ["SIGNS", "SIGN_KINDS"]

SIGN_KINDS = {
    ",": "comma",
    ".": "dot",
    "'": "comma",
    "-": "dash",
    "/": "slash",
    "=": "equals",
    ":": "colon",
    "#": "hash",
    "*": "star",
    "+": "plus",
    "X": "filler",
    "$": "currency",
    "€": "currency",
    "£": "currency",
    "₹": "currency",
}
"""Character in a written text -> kind of mark."""

SIGNS: tuple[Shape, ...] = (
    build_shape(",", "tick", 4, strokes=("9,90 10,100 2,114",), modes=("2:-5,4", "0:2,-4")),
    build_shape(",", "slant", 2, strokes=("12,90 0,116",), modes=("1:-5,4", "0:3,-4")),
    build_shape(",", "curved", 1, strokes=("4,92 10,94 10,106 0,116",), modes=("3:-4,3",)),
    build_shape(
        ",", "long-slant", 1, strokes=("16,64 8,92 -2,120",), modes=("2:-6,6", "0:4,-12", "1:3,0")
    ),
    build_shape(
        ",", "long-tick", 1, strokes=("8,62 11,88 1,118",), modes=("2:-6,6", "0:3,-12", "1:4,0")
    ),
    build_shape(
        ",", "long-bowed", 0.7, strokes=("10,58 2,84 7,114",), modes=("2:4,6", "0:4,-10", "1:-3,0")
    ),
    build_shape(
        ",", "hooked", 0.6, strokes=("4,60 3,92 8,104 18,100",), modes=("3:6,-4", "0:2,-10")
    ),
    build_shape(".", "dot", 3, strokes=("2,97 4,99",), modes=("1:2,1",)),
    build_shape(".", "blob", 2, strokes=("2,96 6,96 5,99 2,98",), modes=("1:2,1",)),
    build_shape("'", "tick", 1, strokes=("6,0 2,20",), modes=("1:-3,4",)),
    build_shape("-", "flat", 3, strokes=("0,58 18,57 36,57",), modes=("2:8,0", "0:0,4 2:0,-4")),
    build_shape("-", "wavy", 1, strokes=("0,60 12,54 26,60 42,54",), modes=("3:8,-2",)),
    build_shape("/", "slant", 3, strokes=("38,-4 20,50 0,108",), modes=("0:5,-4", "2:-5,5")),
    build_shape("/", "bowed", 1, strokes=("36,-6 24,50 0,110",), modes=("0:5,-4", "1:3,0")),
    build_shape("=", "flat", 1, strokes=("0,46 34,45", "0,66 35,64"), modes=("1:6,0 3:6,0",)),
    build_shape("=", "joined", 1, strokes=("0,46 36,45! 2,66! 38,64",), modes=("1:6,0 3:6,0",)),
    build_shape(":", "dots", 1, strokes=("3,50 5,52", "3,92 5,94"), modes=("2:1,0 3:1,0",)),
    build_shape(
        "#",
        "hash",
        1,
        strokes=("22,5 12,98", "46,4 36,96", "2,36 58,34", "0,66 56,64"),
        modes=("0:3,0 2:3,0", "5:4,0 7:4,0"),
    ),
    build_shape("*", "star", 1, strokes=("20,20 22,70", "2,32 42,58", "42,30 2,60")),
    build_shape(
        "X",
        "cross",
        4,
        strokes=("2,8 28,50 56,98", "54,6 28,50 2,96"),
        modes=("0:4,4 2:-4,-4", "3:-5,5 5:5,-5", "1:4,0", "4:-4,0"),
    ),
    build_shape(
        "X",
        "curled",
        1,
        strokes=("2,16 12,6 26,48 42,94 56,86", "56,6 28,50 2,98"),
        modes=("0:-3,4", "4:4,-3"),
    ),
    build_shape("X", "one-stroke", 1, strokes=("4,8 50,94! 54,40 50,10! 4,96",), modes=("2:6,0",)),
    build_shape(
        "$",
        "barred-s",
        2,
        strokes=("50,18 30,6 8,20 16,42 40,52 50,76 28,94 2,82", "28,-8 27,50 26,108"),
        modes=("8:0,4 10:0,-4", "0:4,2", "7:-4,-3"),
    ),
    build_shape(
        "$",
        "ticked-s",
        1,
        strokes=("50,16 28,6 8,22 18,44 42,54 48,78 26,94 2,84", "30,-10 29,12", "26,88 25,110"),
    ),
    build_shape(
        "€",
        "euro",
        1,
        strokes=("54,12 34,2 14,24 10,54 20,86 40,98 56,86", "0,42 42,40", "0,58 38,56"),
        modes=("0:3,3", "8:5,0 10:5,0"),
    ),
    build_shape(
        "£",
        "pound",
        1,
        strokes=("48,16 34,2 20,14 22,50 18,84 2,98 20,90 40,98 54,90", "4,52 40,50"),
        modes=("10:5,0", "8:4,-3"),
    ),
    build_shape(
        "₹",
        "rupee",
        1,
        strokes=("4,4 54,2", "4,24 54,22", "8,4 34,6 42,24 30,44 6,46! 40,98"),
        modes=("1:4,0 3:4,0", "9:5,2"),
    ),
    build_shape(
        "+", "upright", 2, strokes=("0,56 44,54", "22,30 21,80"), modes=("0:4,3", "2:4,-3")
    ),
    build_shape(
        "+", "leaning", 1, strokes=("2,60 42,50", "30,28 14,84"), modes=("2:4,3", "3:-4,3")
    ),
)
