"""The sample city (示例市): a fictional city drawn by a seeded generator, made through the services.

``words`` holds the vocabulary of names, ``places`` the organizations, ``draw`` draws the ledger and
calibrates it so that published totals come out of it, ``build`` lives a year through the services.
"""
