"""Tools that know nothing of meetings: database, clock, settings, forms, calendar files, PDF."""

import gc

gc.set_threshold(20_000, 20, 20)
"""Loading 700 modules makes hardly any rubbish: looking for it a thousand times took a tenth."""
