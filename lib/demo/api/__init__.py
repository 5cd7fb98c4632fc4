"""The documented API served over the made-up contact centre, at any of its revisions.

archive        simulated days and their encoded records
authorization  who may ask: the token, the required headers, and how often
options        how a demo service is set up
query          what is asked: the request's body and query parameters, read as the document says
refusals       how the demo service says no
revisions      the documented revisions of the service
server         a demo service on a loopback port, in a thread of its own
service        the documented API, served over a made-up centre
token          reads and checks a client's JWT, by the standard library alone: HS256 and nothing else
"""
