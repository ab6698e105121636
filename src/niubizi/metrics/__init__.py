"""The same rules over columns of many rows.

``totals`` says what is summed and holds the one SQL statement that sums it, in a subset that
SQLite, PostgreSQL and DuckDB share; ``cube`` rolls its cells up the tree of places; ``catalogue``
names each metric, its unit and its formula. The domain's functions are the oracle.
"""
