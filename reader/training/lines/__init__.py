"""The second reader: a net that reads a line's strip without parting it into digits."""
