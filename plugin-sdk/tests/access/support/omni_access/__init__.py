"""Every way that Tortoise has to reach a row, tried by A on what is B's."""
