"""A screen a file, its look beside it. Screens draw a moment and forward wishes."""
