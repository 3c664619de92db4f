"""Which change of policies keeps a check of the caller's address and lets the needed calls work?"""
