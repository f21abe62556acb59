"""The sample office: real territory and services, a made-up plan in every state, tied to the real services."""
