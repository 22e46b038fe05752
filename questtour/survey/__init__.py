"""The form that visitors fill in on their own phones."""
