"""`pytest tests/domain --hypothesis-profile=nightly` looks much longer for a counterexample."""

from hypothesis import settings

settings.register_profile("nightly", max_examples=2000, deadline=None)
