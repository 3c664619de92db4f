"""Decisions, replays and diagnostics turned into words, text and JSON; nothing is decided here."""
