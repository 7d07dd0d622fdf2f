"""A plugin whose jobs and handlers do what tests of the kernel's jobs ask of them."""
