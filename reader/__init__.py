"""Reads handwritten digit strings from scanned pages into spreadsheets."""

__version__ = "0.1.0"
