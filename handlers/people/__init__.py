"""Start, language, consent, home, help, and what is stored about me."""
