"""Each case in a module; its function `run` measures and tells what it found."""
