"""Arrays in, arrays out: from a picture to its ink, upright, without rulings, measured."""
