"""People who sign in: users with their e-mail as the name, roles, signing in and out."""
