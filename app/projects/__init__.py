"""An idea over time: its whole page, joining in, news from its people, their page by link."""
