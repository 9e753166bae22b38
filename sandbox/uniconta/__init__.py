"""The Uniconta twin: a program of its own that behaves like Uniconta's surfaces A, B and C (Uniconta sheet 0-8)."""
