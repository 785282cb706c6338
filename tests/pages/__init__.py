"""What every page shows, written down, so that a change that should show nothing can prove it."""
