"""The made-up contact centre, event by event: arrivals, agents, waits, handlings.

agent_pool      which agents are free, and which customers wait in which queue
answering       agents who are offered work, refuse, accept and become free
arrivals        arrivals of sessions by hour and weekday
calendar        the centre's calendar: local days as UTC seconds, and the day of the outage
day             one local day of one team
distributions   chances and durations of the simulation: handle times, patience, surveys
events          what happens in the made-up centre: sessions, visits to queues, handlings
random_choices  random choices that depend on the session alone, not on the order of calls
sessions        how sessions begin and end
shifts          working hours of the agents
staff           queues, teams and agents
"""
