"""From figures to relations: which of them stand in which relation, and whether it holds.

``findings`` is the sheet that all finders read, ``relation`` calls them in order:

- quotients: ``leads``, ``completions``, ``shares`` (a reading of one is in ``ratios``); what they
  leave, ``fits`` tries on the amounts around, and ``bases`` says which one it must be of;
- lists: ``sums`` over every ``partition``. ``partitions`` finds those that add up (``runs``),
  ``claimed`` those that ought to: ``lists`` behind a whole, ``complements``, lists ``vouched`` for;
- parts against their whole in other ways: ``compositions``, ``plans``, ``integers``, ``means``;
- over time and against others: ``growth``, ``nets``, ``remainders``, ``multiples``, ``points``;
- the text itself: ``enumerations``, ``repetitions``, ``orders``, ``slips``.
"""
