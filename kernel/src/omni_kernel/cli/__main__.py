"""`python -m omni_kernel.cli`: how a serving process starts its children, whatever is on PATH."""

from omni_kernel.cli import main

if __name__ == "__main__":
    main()
