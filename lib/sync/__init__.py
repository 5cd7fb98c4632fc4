"""Background fetching beside the pages: one worker, and what the pages ask it for.

fetch_requests  turns what pages request into jobs for a sync: newest first, each interval once
worker          runs one sync at a time in the background; pages request data and never wait for it
"""
