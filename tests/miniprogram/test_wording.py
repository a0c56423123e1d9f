"""Every refusal the server can utter is shown in plain words with a next step, never as a code."""

from __future__ import annotations

from pathlib import Path

from tests.miniprogram.person import Opens
from tests.miniprogram.student import unpaid
from tests.worlds.wording import answer_with_them, are_all_told, shown_ones

# One order after the other, each of which is refused in its own words.
READ = """async (codes) => {
  const told = {}, page = getCurrentPages().at(-1);
  for (const code of codes) {
    page.setData({ orderId: code });
    await page.load();
    told[code] = document.querySelector('main.wx-page:not([hidden])').innerText;
  }
  return told;
}"""


def test_in_the_mini_program(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.open(f"pages/orders/pay/pay?order_id={unpaid(person)}")
    person.sees("剩余支付时间")
    person.expected.append("Failed to load resource")
    answer_with_them(person.page, "/api/orders")
    are_all_told(person.page.evaluate(READ, list(shown_ones())))
