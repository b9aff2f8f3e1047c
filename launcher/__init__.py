"""Starts the whole house with one command and keeps it standing: bot, desk, keeper, and the action server if wished."""
