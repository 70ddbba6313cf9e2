"""The office's home, the meeting page, and the public pages that show several rooms."""
