"""The month: periods, returns, their review, live positions, closings."""
