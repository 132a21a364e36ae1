"""What is kept and not shown: keys, ciphertext, erasure, blind look-ups and the exposure check."""
