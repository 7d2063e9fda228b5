"""What draws in bulk spend their time in: a text that is compiled where there is a C compiler."""
