"""One folder a channel; `base` holds what every channel shares. Rasa and Sanic live here, the rules in `handoff`."""
