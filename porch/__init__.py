"""Before every door that is open to a network: what is no proper HTTP, and who takes too long, gets no further."""
