"""Whatever dies: real processes, hit where it hurts, and counted afterwards."""
