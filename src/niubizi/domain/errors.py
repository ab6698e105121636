"""The one way a rule says no: a code with the facts, turned into a sentence by the doors."""

from __future__ import annotations


class DomainError(Exception):
    """A refusal by a rule.

    ``code`` names the rule (``period.closed``); ``facts`` are the values a sentence needs. The
    doors (pages, API, verbs) turn both into Chinese; rules never write sentences.
    """

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def plain(self) -> dict[str, object]:
        """Code and facts as JSON keeps them, so that the sentence can be said later."""
        facts = {
            name: value if isinstance(value, (int, str)) else str(value)
            for name, value in self.facts.items()
        }
        return {"code": self.code, "facts": facts}

    def __str__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({given})"
