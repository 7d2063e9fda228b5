"""Assignment policies, one file each."""
