"""How many SMS codes go out: to one number, from one network, to everybody in a day."""
