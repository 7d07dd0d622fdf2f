"""The chain: how it is keyed, written, checked, kept, asked and given out."""
