/** How much waits in each band: as it was counted, less what she decided since. */
import { reviewQueue } from '../generated/client.js';

/** @import { BandLength } from '../../shared/generated/types' */
/** @import { Outbox } from './round/outbox.js' */
/** before: how many of her decisions the count knew of
 * @typedef {{ bands: BandLength[], before: number }} Counted */

/** Once nothing is being sent, of which nobody knows whether it is counted.
 * @param {Pick<Outbox, 'sending' | 'done'>} outbox @param {string} task its id, or "" @returns {Promise<Counted>} */
export async function counted(outbox, task) {
  await outbox.sending;
  const before = outbox.done;
  const { bands } = await reviewQueue({ task_id: task || null });
  return { bands, before };
}

/** @param {Counted} counted @param {Pick<Outbox, 'decided' | 'unanswered'>} outbox @param {string} task
 * @returns {BandLength[]} */
export function waitingNow({ bands, before }, { decided, unanswered }, task) {
  const gone = [...decided.slice(before), ...unanswered].filter((one) => !task || one.task === task);
  const goneOf = (/** @type {string} */ band) => gone.filter((one) => one.band === band).length;
  return bands.map((one) => ({ ...one, waiting: Math.max(0, one.waiting - goneOf(one.band)) }));
}
