"""HTTP: from an ASGI scope to a handler's answer, and back."""
