"""How people reach the coach: settings, wiring, HTTP, the article's page and the command line."""
