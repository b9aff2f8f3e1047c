"""The core: cases, promises, people, hours, watch. Knows neither Rasa nor the web."""
