"""Long work as its owner sees it: how far it is, and what came of it."""
