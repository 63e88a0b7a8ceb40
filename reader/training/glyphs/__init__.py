"""What a net is shown: digits and rubbish, changed, mined, and made glyphs."""
