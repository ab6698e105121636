"""通报: the official documents, from draft to issue."""
