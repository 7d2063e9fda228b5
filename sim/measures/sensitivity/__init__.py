"""Which inputs move an output: designs that change them, and indices of their influence; arrays in, numbers out."""
