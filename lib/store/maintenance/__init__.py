"""Looking after the store: cleanup, rebuilding the frames, erasing a customer."""
