"""The one place where our SQL is put into the words of PostgreSQL: statements, and tables written for SQLite."""

import re

_WORDS = (
    (r"INTEGER PRIMARY KEY AUTOINCREMENT", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
    (r"\bINTEGER\b", "BIGINT"),
    (r"\bBLOB\b", "BYTEA"),
    (r"(?<!AS )\bTEXT\b", 'TEXT COLLATE "C"'),
    (r"\bzeroblob\(8\)", r"'\\x0000000000000000'::bytea"),
    (r"\) VIRTUAL", ") STORED"),
    (r"\)\s*STRICT(?:, WITHOUT ROWID)?\s*$", ")"),
)


def numbered(sql: str) -> str:
    """Return a statement with $1, $2, … for question marks; one that makes a table is put into its words, too."""
    if sql.lstrip().startswith("CREATE"):
        return table(sql)
    first, *others = sql.split("?")
    return first + "".join(f"${number}{piece}" for number, piece in enumerate(others, start=1))


def table(ddl: str) -> str:
    """Return a statement that makes a table, an index, or the first row of one, for PostgreSQL.

    Text is compared byte by byte there, as SQLite compares it.
    """
    if not re.match(r"\s*(CREATE (TEMP )?TABLE|INSERT)\b", ddl):
        return ddl
    for word, ours in _WORDS:
        ddl = re.sub(word, ours, ddl)
    return ddl
