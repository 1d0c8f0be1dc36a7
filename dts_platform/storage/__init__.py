"""Where made things are kept: files under their digest, and the last ones in memory."""
