"""The model once more, as plainly as it can be written: one future, one region, one year at a time.

It shares no code with the engine beyond the parameter file: draws come from the standard library, distributions are
sampled by their own definitions, and every project is a number in a list.
"""

import math
import random

INSTRUMENTS = ("grant", "programme")


def draw_parameters(parameters, dice):
    """One value of every parameter for each year."""
    found = {}
    for name in parameters.names:
        entries = [parameters.at(name, year) for year in parameters.years]
        entry = entries[-1]
        if entry.role == "uncertain" and entry.distribution != "fixed":
            found[name] = [draw(entry, dice)] * len(entries)
        else:
            found[name] = [other.value for other in entries]
    return found


def draw(entry, dice):
    if entry.distribution == "uniform":
        return dice.uniform(entry.low, entry.high)
    if entry.distribution == "triangular":
        return dice.triangular(entry.low, entry.high, entry.value)
    if entry.distribution == "lognormal":
        spread = math.log(entry.high / entry.low) / (2 * 1.6448536269514722)
        while True:
            value = entry.value * math.exp(dice.gauss(0, spread))
            if entry.low <= value <= entry.high:
                return value
    raise AssertionError(entry.distribution)


def poisson(mean, dice):
    """Count arrivals of a unit-rate process before ``mean`` (exponential gaps)."""
    count, clock = 0, dice.expovariate(1.0)
    while clock < mean:
        count += 1
        clock += dice.expovariate(1.0)
    return count


def chance_round(amount, dice):
    return math.floor(amount + dice.random())


def one_future(parameters, rule, inputs, dice, rationing="random"):
    """Return running projects by year."""
    p = draw_parameters(parameters, dice)
    years, regions = inputs.years, range(len(inputs.regions))
    shares = rule.local_shares(inputs.fiscal_capacity, years)
    budget = [0.0 if math.isnan(value) else float(value) for value in inputs.local_budget_2024]
    lag = int(p["pipeline_lag"][0])
    waiting = {}  # (year, region, instrument) -> projects good enough
    running = []  # [region, instrument, first year, yearly cost, local share, central share, still running]
    price, active_by_year = 1.0, []
    for t, year in enumerate(years):
        price *= 1 + p["inflation"][t]
        common = dice.gauss(0, 1)
        s, rho = p["budget_volatility"][t], p["common_shock"][t]
        for r in regions:
            if budget[r] == 0:
                if dice.random() < p["entry_hazard"][t]:
                    budget[r] = p["entry_budget"][t] * price
            else:
                z = math.sqrt(rho) * common + math.sqrt(1 - rho) * dice.gauss(0, 1)
                budget[r] *= (1 + p["budget_growth"][t]) * math.exp(s * z - s * s / 2)

        held = sum(dice.random() < p["session_held"][t] for _ in range(int(p["sessions_per_year"][t])))
        if year <= inputs.recorded_through:
            held = 0
        mean = held * p["specifications_per_session"][t] * p["specification_approved"][t]
        funded = [r for r in regions if budget[r] > 0]
        for r in regions:
            aimed = p["targeting"][t] if funded else 0.0
            weight = (1 - aimed) / len(inputs.regions) + (aimed / len(funded) if budget[r] > 0 else 0.0)
            for _ in range(poisson(mean * weight, dice)):
                applications = poisson(p["applications_per_specification"][t], dice)
                if sum(dice.random() < p["fundable"][t] for _ in range(applications)) >= 1:
                    kind = "programme" if dice.random() < p["programme_specification_share"][t] else "grant"
                    key = (t + lag, r, kind)
                    waiting[key] = waiting.get(key, 0) + 1

        for project in running:
            if project[2] < t and project[6]:
                length = p[f"{project[1]}_duration"][0]
                if t - project[2] >= length or dice.random() < p["annual_dropout"][t]:
                    project[6] = False
        alive = [project for project in running if project[6]]

        requests = []
        for r in regions:
            people = inputs.researchers[r] * (1 + p["researcher_growth"][t]) ** (year - 2024)
            room = people * p["capacity_share"][t] / p["team_size"][t]
            room = math.floor(room - sum(project[0] == r for project in alive)) if room >= 0 else 0
            for k, name in enumerate(INSTRUMENTS):
                ready = waiting.get((t, r, name), 0)
                if not ready:
                    continue
                m = shares[t, r, k]
                share = p["programme_money_share"][t] if name == "programme" else 1 - p["programme_money_share"][t]
                usable = p["earmark"][t] * p["absorption"][t] * p["absorption_profile"][t]
                money = budget[r] * usable * share * m ** (1 - p["elasticity"][t]) if m > 0 else 0.0
                locked = sum(x[3] * x[4] for x in alive if x[0] == r and x[1] == name)
                cv = p[f"{name}_cost_variation"][t]
                sigma = math.sqrt(math.log(1 + cv * cv))
                cost = p[f"{name}_cost"][t] * price * math.exp(dice.gauss(0, sigma) - sigma * sigma / 2)
                affordable = math.floor(max(money - locked, 0) / (m * cost)) if m > 0 else 10**6
                wanted = max(min(affordable, ready, room), 0)
                room -= wanted
                if m > 0 and dice.random() >= p["take_up"][t]:
                    back = math.floor(p["partial_payment"][t] * wanted + 1e-9)
                    room += wanted - back
                    wanted = back
                if wanted:
                    requests.append([r, name, wanted, cost, m])

        left = p["central_envelope"][t] - sum(x[3] * x[5] for x in alive)
        if rationing == "random":
            dice.shuffle(requests)
        else:  # poorest region first
            requests.sort(key=lambda row: (inputs.fiscal_capacity[row[0]], INSTRUMENTS.index(row[1])))
        for r, name, wanted, cost, m in requests:
            central = cost * (1 - m)
            given = min(wanted, math.floor(max(left, 0) / central)) if central > 0 else wanted
            left -= given * central
            for _ in range(given):
                if dice.random() >= p["contract_attrition"][t]:
                    running.append([r, name, t, cost, m, 1 - m, True])
        active_by_year.append(sum(project[6] for project in running))
    return active_by_year


def many_futures(parameters, rule, inputs, draws, seed, rationing="random"):
    """Return running projects, a list of years for every future."""
    dice = random.Random(seed)
    return [one_future(parameters, rule, inputs, dice, rationing) for _ in range(draws)]
