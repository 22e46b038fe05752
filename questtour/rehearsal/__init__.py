"""Rehearsals: simulated guides, a simulated coordinator and a clock of their own play a tour."""
