"""What stands around every page: frame, filters, sync status, saved views, page download.

filters         the shared filters in the sidebar
first_visit     the first visit's guide: three sentences above the page, gone for good once they are read
missing_period  where a page has nothing to show because its period was not fetched
page_download   one zip of a page
page_frame      the frame of every page
saved_views     the viewer's saved views in the sidebar, and the link to the present view
sync_status     the status line of a sync
"""
