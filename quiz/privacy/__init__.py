"""What we hold of a reader: declared, shown, handed out, erased, purged.

Nothing about questions or their editors may enter.
"""
