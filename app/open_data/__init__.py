"""What everybody may read, for machines: JSON, CSV, and a view for council systems (OParl)."""
