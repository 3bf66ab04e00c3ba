"""The store: it keeps the facts, fixes their order, and answers whether something was already done."""
