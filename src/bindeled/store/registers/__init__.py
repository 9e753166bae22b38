"""Master data in the database: links, writes, inbox, conflicts, set-ups. `memory.StoredRegisterMemory` is the door."""
