"""How far has each follower come? Moved by the transaction of its effect, and never rebuilt."""

TABLE = "follower_positions"
DDL = (
    """CREATE TABLE IF NOT EXISTS follower_positions (
        name TEXT NOT NULL PRIMARY KEY,
        position INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
)
