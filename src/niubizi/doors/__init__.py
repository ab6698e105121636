"""What pages, API and verbs share as doors: the clock, the actor, and sentences for refusals."""
