"""The vendor's client: ask for a period, get its conversation records page by page.

client               queries of any length, in windows and pages
records              the typed shapes of the records
request              one request and its answer, retried
page_request         one page to fetch, and what was spent on it
request_parameters   which optional parameters the host accepts
auth                 the token, signed anew for each request
connection           the host's address, headers, proxy and certificates
proxies              which proxy leads to the host, by the environment
certificates         which certificate authorities are trusted, by the environment
paging               how to get through a window without losing a record; no I/O
pace                 where a request waits for its turn, and Retry-After
allowance            when the next request may begin; no I/O
shared_pace          where the allowance is stored: in memory, or in a file that processes share
answer               the records of one answer, and their keys
json_split           an answer that no decoder accepts whole, cut into its records
failures             each way to fail, as an error with its sentence
connection_errors    why no connection came about, and which setting to look at
error_sentences      what an answer without data says: the rate limit, a refusal
counters             requests by outcome and records received, for monitoring
"""

from lib.smartassist.client import Page, Question, Service
from lib.smartassist.counters import COUNTERS

__all__ = ["COUNTERS", "Page", "Question", "Service"]
