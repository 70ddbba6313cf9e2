"""Who comes: registering, confirming, waiting, cancelling."""
