"""Which requests are in a CloudTrail log, and what becomes of them under other policies?"""
