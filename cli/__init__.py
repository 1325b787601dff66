"""The command line: one file per verb. A verb parses, calls the library, prints, and sets the exit code."""
