/** What was right of a round of practice, and how well she did. */

/** @import { Confirmed } from '../round/outbox.js' */
/** @import { Lot } from './lot.js' */

/** found: a fault that she rejected; missed: one that she approved; wrong: a good picture that she rejected; right: one
 * that she approved; left: she decided nothing
 * @typedef {'found' | 'missed' | 'wrong' | 'right' | 'left'} Kind */
/** reasons: the codes she chose  @typedef {Lot & { kind: Kind, reasons: string[] }} Answer */

/** @param {Lot} lot @param {Pick<Confirmed, 'verdict'> | undefined} said @returns {Kind} */
function kindOf({ fault }, said) {
  if (!said) return 'left';
  if (said.verdict === 'reject') return fault ? 'found' : 'wrong';
  return fault ? 'missed' : 'right';
}

/** In the order they were shown.
 * @param {Lot[]} lots @param {Pick<Confirmed, 'order_id' | 'verdict' | 'reasons'>[]} said @returns {Answer[]} */
export const answers = (lots, said) =>
  lots.map((lot) => {
    const of = said.find(({ order_id: id }) => id === lot.good);
    return { ...lot, kind: kindOf(lot, of), reasons: of?.reasons ?? [] };
  });

/** planted, caught: of the faults; good, wrong: of the pictures without one; those she left count nowhere.
 * @param {Answer[]} all */
export function figures(all) {
  const many = (/** @type {Kind[]} */ ...kinds) => all.filter(({ kind }) => kinds.includes(kind)).length;
  return {
    planted: many('found', 'missed'),
    caught: many('found'),
    good: many('wrong', 'right'),
    wrong: many('wrong'),
  };
}

/** Where she is to look first.  @param {Answer[]} all */
export const firstOf = (all) =>
  /** @type {Kind[]} */ (['missed', 'wrong', 'found'])
    .map((kind) => all.findIndex((one) => one.kind === kind))
    .find((place) => place >= 0) ?? 0;
