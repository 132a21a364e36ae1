"""The one process that signs heads and publishes; it alone holds the log's key."""
