"""Reading the month: figures, where entries stand, returns, completeness, traces."""
