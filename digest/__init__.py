"""Turns a week of diplomatic news into one email-ready newsletter edition."""

__version__ = "0.1.0"
