"""Pieces of screens; each shows a moment and knows nothing of where it comes from."""
