"""What fails."""

raise RuntimeError("the wheel came off")
