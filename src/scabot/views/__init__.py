"""One file per question: its table, its statements, its query. Rows derive from events alone."""
