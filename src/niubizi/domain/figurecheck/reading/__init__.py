"""From characters to quantities: what is printed, before anybody asks what it means.

``cleaning`` makes any text regular and remembers the way back; ``tokens`` cuts it into numbers,
dates (``periods``), codes and words of the lexicon; ``quantities`` joins numbers with their units
(``quantity``), ``numerals`` and ``spelled`` read them in digits and in characters.
"""
