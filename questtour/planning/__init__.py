"""Plans a tour: orders, starts and pauses with which no station has more groups than it holds."""
