"""What the app has one of: state, pages, sign-in, locale, error boundary, audit, preferences.

app_state            what a server process has one of, for all sessions: settings, source, store, worker
audit_events         records what viewers do in the audit log
auth                 authentication
error_boundary       the pages' error boundary
file_release         authorization of file downloads
locale               whose numbers and days a page speaks
pages                the pages: file, title, icon and address of each, and their navigation
preferences          what a viewer keeps for the next visit: views by name, and whether the guide was read
rate_limit           how often one session may have a file made
streamlit_identity   who signs in how
streamlit_internals  the session that a page is drawn for, and what it need not remember
"""
