"""Telephone calls: the door for the telephone application, and the dialogue around Rasa."""
