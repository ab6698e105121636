"""From quantities to claims: what a number measures, of what, when, or what it remarks on.

``reader`` passes over the text once with a memory (``scene``) and hands each quantity on:
percentages to ``percentages``, counts and amounts to ``magnitudes`` (which leaves ``sizes`` out,
and knows ``changes`` from ``amounts`` and ``counts``), announcements to ``announcements``. ``roles``
is the grammar, ``subjects`` the noun phrases. ``figures`` is what comes out; ``claim`` folds the
remarks into the claims that a reader of the check sees.
"""
