"""Where is my hour? Looks for a report and tells everything that happened to it."""
