"""The signer: what it publishes, when it refuses, and how it comes back."""
