"""The four register flows: gather, decide, check, apply, record. `flow.RegisterFlow` is the door."""
