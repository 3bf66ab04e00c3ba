"""The doors: each reads who and what, asks, and answers; no rule and no SQL lives here."""
