"""One file a topic, each giving its lines of the table."""
