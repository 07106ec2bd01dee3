"""From members in memory and intents to rows: what can be done without the lock."""
