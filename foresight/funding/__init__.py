"""Co-financing rules, parameters, scenarios and the simulation of project counts."""
