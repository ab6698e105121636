"""核数: a text's figures read, checked against each other and the ledger, and marked."""
