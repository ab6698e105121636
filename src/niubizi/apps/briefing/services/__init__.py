"""Drafting, editing and issuing briefings; the office's Word templates."""
