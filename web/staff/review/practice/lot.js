/** Which pictures a round of practice shows: each person once, about a third of them with a fault. */

export const PAGE = 24;
const LEAST = 6; // with a fault
const MOST = 10;

/** name: of the file; good: of the same person's picture without a fault; fault: its code, "" for none; look: what is
 * unusual about her and allowed
 * @typedef {{ name: string, good: string, fault: string, look: string }} Lot */
/** From 0 up to 1.  @typedef {() => number} Chance */

/** @template T @param {T[]} all @param {Chance} chance */
function shuffled(all, chance) {
  const rest = [...all];
  return all.map(() => rest.splice(Math.floor(chance() * rest.length), 1)[0]);
}

/** people: as drawn/people.js lists them.
 * @param {[name: string, look: string, faults: string[]][]} people @param {Chance} chance @returns {Lot[]} */
export function drawn(people, chance) {
  const many = LEAST + Math.floor(chance() * (MOST - LEAST + 1));
  const lots = shuffled(people, chance)
    .slice(0, PAGE)
    .map(([good, look, faults], place) => {
      const fault = place < many ? faults[Math.floor(chance() * faults.length)] : '';
      return { name: fault ? `${good}-${fault}` : good, good, fault, look };
    });
  return shuffled(lots, chance);
}
