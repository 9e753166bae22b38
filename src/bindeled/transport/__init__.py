"""Sends one request and says what came of it: time-outs, redaction, call meter, evidence. Knows no vendor."""
