"""The register of project ideas, their states and history."""
