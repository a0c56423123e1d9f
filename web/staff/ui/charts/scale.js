/** Where the parts of a chart lie.  Pure. */

/** Three or four round steps from 0 that reach `most`.
 * @param {number} most @returns {number[]} */
export function ticksTo(most) {
  const rough = Math.max(1, most) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, power * ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough) ?? 10));
  const whole = Math.ceil(step); // people and photos are whole
  const count = Math.max(1, Math.ceil(most / whole));
  return Array.from({ length: count + 1 }, (_, no) => no * whole);
}

/** The places moved apart until each is `gap` from the next and none is beyond `low` or `high`; as they were given.
 * @param {number[]} places @param {number} gap @param {number} low @param {number} high @returns {number[]} */
export function spread(places, gap, low, high) {
  const order = places.map((at, no) => ({ at, no })).sort((one, other) => one.at - other.at || one.no - other.no);
  let least = low;
  for (const one of order) {
    one.at = Math.max(one.at, least);
    least = one.at + gap;
  }
  let most = high;
  for (const one of order.reverse()) {
    one.at = Math.min(one.at, most);
    most = one.at - gap;
  }
  const found = [...places];
  for (const { at, no } of order) found[no] = at;
  return found;
}

/** Lower and upper edge of each series on each day, one upon the other.
 * @param {{ values: number[] }[]} series @returns {[low: number, high: number][][]} */
export function stacked(series) {
  /** @type {number[]} */
  const sums = [];
  return series.map(({ values }) =>
    values.map((value, no) => {
      const low = sums[no] ?? 0;
      sums[no] = low + value;
      return [low, sums[no]];
    }),
  );
}

/** Which of `count` days are named below: the first, the last, and some between that do not touch.
 * @param {number} count @param {number} most @returns {number[]} */
export function named(count, most) {
  if (count <= 1) return count ? [0] : [];
  const step = Math.max(1, Math.ceil((count - 1) / Math.max(1, most - 1)));
  const found = [];
  for (let no = 0; no < count - 1 - step / 2; no += step) found.push(no);
  return [...found, count - 1];
}

/** Points of a line over a box.  @param {number[]} values @param {number} width @param {number} height
 * @returns {[x: number, y: number][]} */
export function lineIn(values, width, height) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values.map((value, no) => [
    no * step,
    high > low ? height - ((value - low) / (high - low)) * height : height / 2,
  ]);
}

/** `M0 1L2 3`  @param {[x: number, y: number][]} points */
export const pathOf = (points) => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`;

/** 1,284  @param {number} value */
export const grouped = (value) => value.toLocaleString('en-US');

/** The edges of a series; those of an only day lie across the whole width.  @param {number[][]} pairs one a day */
export const throughout = (pairs) => (pairs.length === 1 ? [...pairs, ...pairs] : pairs);
