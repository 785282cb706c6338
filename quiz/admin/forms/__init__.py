"""The forms on which an editor writes: a question, its answers, its picture."""
