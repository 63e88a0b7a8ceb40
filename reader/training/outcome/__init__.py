"""What a training leaves: the model's folder, its card, its report, kept glyphs."""
