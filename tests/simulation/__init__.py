"""The simulated company in small: nothing is broken, and each rule that is broken on purpose is seen."""
