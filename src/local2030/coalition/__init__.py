"""The Coalition's own subject: who is in it, what it promised, what is due."""
