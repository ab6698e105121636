"""The month's pages up to its closing: reporting in three ways, reviewing, and who hasn't reported."""
