"""Chat on any web page, over plain HTTP and server-sent events."""
