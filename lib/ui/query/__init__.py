"""From the address to rows: selection, page context, cache and data access, lists, exports.

callbacks          customers who were not served nor reached since
conversations      the conversations that a link asks for: those behind a metric, or all that are selected
data_access        the pages' only access to the store: cached frames, restricted to what the viewer may see
exports            the rows behind a download link, piece by piece
filter_state       what a session keeps of the shared filters
link_reader        a link's parameters as a selection
link_state         a link as a session takes it
list_position      where in a list of conversations the viewer stands
option_labels      labels of options
page_context       the context of one page run: the selection, the filtered frames, and cached query results
selection          the selected filters as query parameters of the address, and back
stored_selections  selections that are too long for an address
"""
