"""The ways on which the company's own people are told: WeCom, e-mail, webhook. They need neither Rasa nor Sanic."""
