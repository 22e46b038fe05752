"""The rules of a tour: pure functions over frozen values; no disk, no screen, no network, no clock."""
