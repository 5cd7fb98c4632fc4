"""The service's client: ask for a period, get its conversations page by page.

auth      the token, signed anew for each request
allowance when the next request may begin; no I/O
note      where that is kept: in memory, or in a file that processes share
pace      where a request waits for its turn, and Retry-After
failures  each way to fail, as an error with its sentence
parameters which optional parameters the host takes
connection the host's address, headers, proxy and certificates
proxies   which proxy leads to the host, by the environment
certificates which certificate authorities are trusted, by the environment
unreached why no connection came about, and which setting to look at
sentences what an answer without data says: the rate limit, a refusal
answer    one answer's records and their keys
splitting an answer that no decoder takes whole, cut into its records
paging    how to get through a window without losing a record; no I/O
errand    one page to fetch, and what was spent on it
exchange  one request and its answer, retried
tally     what was asked so far, by outcome
client    questions of any length, in windows and pages
records   the wire's typed shapes
"""

from lib.smartassist.client import Page, Question, Service
from lib.smartassist.counters import COUNTERS

__all__ = ["COUNTERS", "Page", "Question", "Service"]
