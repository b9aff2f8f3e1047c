"""Where agents and supervisors work: a Sanic app over `handoff`, rendered on the server."""
