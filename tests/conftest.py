"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# In CI a property test that fails must fail again for whoever looks into it.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")
