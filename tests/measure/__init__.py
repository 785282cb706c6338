"""``make measure``: what a reader meets, measured in a browser and set beside what we aim at."""
