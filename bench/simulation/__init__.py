"""A simulated company on the real core: customers, owners, keepers and faults, on a clock that jumps from one
thing that happens to the next."""
