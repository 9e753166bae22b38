"""The Uniconta twin: a program of its own that behaves like Uniconta's surfaces A and B (Uniconta sheet 0-8)."""
