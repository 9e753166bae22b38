"""The pages of whoever runs the installation: what runs, the keys, and the proof of the audit."""
