"""What a student costs, in fen by service, from the calls that were measured last.

--measure runs a journey in a sandbox and keeps what it asked for; --write writes docs/capacity.md's table anew.
"""

from __future__ import annotations

import argparse

from tools.cost import bill, capacity, journey


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.cost", description="What a student costs.")
    parser.add_argument("--measure", action="store_true", help="count the calls of a journey anew")
    parser.add_argument("--write", action="store_true", help="write the table of docs/capacity.md anew")
    arguments = parser.parse_args()
    if arguments.measure:
        journey.keep(journey.measure())
    counted, prices = journey.kept(), bill.price_list()
    show(counted, prices)
    if arguments.write:
        capacity.PAGE.write_text(capacity.page(capacity.PAGE.read_text(), counted))


def show(counted: journey.Counted, prices: bill.PriceList) -> None:
    """Each call with its price, then the sums by service; prices by their day."""
    print(f"{'one student':22}{'calls':>12}{'fen':>10}   source ({prices.seen}; 1 USD = {prices.usd_in_cny} CNY)")
    for name, count in counted.calls.items():
        price = prices.prices[name]
        print(f"{name:22}{count:12,.2f}{prices.fen(price, count):10.4f}   {price.source}")
    print()
    services = bill.of_student(counted.calls, prices)
    for service, fen in services.most_common():
        print(f"{service:22}{fen:22.4f}")
    print(f"{'sum':22}{sum(services.values()):22.4f}")
    print(f"{'fixed, a month':22}{bill.of_month(prices):22.0f}   beside what is stored")


if __name__ == "__main__":
    main()
