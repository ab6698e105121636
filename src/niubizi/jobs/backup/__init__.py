"""Backups: everything the platform keeps in one archive that either database can take.

``rows`` turns tables into lines and back, ``archive`` is the format of the file, ``writing`` and
``restoring`` are the two ways.
"""
