"""The ways into service: shadow mode, in which a flow runs and writes nothing, and the initial load."""
