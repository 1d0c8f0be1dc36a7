"""What is done beside the requests: mail that waits to leave, the last sign of life of who does the work."""
