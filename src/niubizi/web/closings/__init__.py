"""Closing a month: what is missing, what will be published, prepared by one and confirmed by another."""
