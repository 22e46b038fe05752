"""What leaves the program: timetables, tables, exports, verdicts."""
