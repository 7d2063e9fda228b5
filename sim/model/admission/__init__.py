"""What an attempt needs before its service begins, a need a file; asked when it has got its slot."""
