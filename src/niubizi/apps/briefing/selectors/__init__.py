"""Reading briefings, and what stands in them: fields, default texts, the document's content."""
