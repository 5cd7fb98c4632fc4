"""Background fetching beside the pages: one worker, and what the pages ask it for."""
