"""The page behind a reconnect link: one login, handed over by somebody who has no account."""
