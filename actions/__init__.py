"""Rasa actions: thin, they ask handoff and say what it answers. (rasa-sdk imports every module in here.)"""
