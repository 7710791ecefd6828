"""Readers of values as documents state them: pure functions from text to values."""
