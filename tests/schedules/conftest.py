"""A furnished shelf on each database, as the views have it."""

from servers.grounds import grounds, postgres
from views.conftest import shelf

__all__ = ["grounds", "postgres", "shelf"]
