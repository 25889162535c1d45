"""Pure rules: no input or output, and the clock is always passed in."""
