"""Keeping the ledger: projects, programmes with their entries and plans, attachments, imports."""
