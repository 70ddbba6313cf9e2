"""Who seeks and who offers: cards, suggestions, contacts passed on when both sides agreed."""
