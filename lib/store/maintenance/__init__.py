"""Looking after the store: cleanup, rebuilding the frames, erasing a customer.

cleanup       keep a store small and quick: small files put together, old days and old files removed
erasure       erase a customer: remove all of their sessions from every table, then delete the old files
erasure_list  the erased customers, as keyed digests, and the owners of a record
rebuild       make every frame anew from the raw records that are kept, without asking the service
"""
