"""What other sites and programs get: embeds, feeds, metadata, an interface for programs.

It may build on readers' pages, which know nothing of it; nothing of the desk may enter.
"""
