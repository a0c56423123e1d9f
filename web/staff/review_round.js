/** A reviewer's round: takes a picture, decides on it, takes the next. */
import { useEffect, useState } from '../shared/vendor/preact.js';
import { now } from '../shared/clock.js';
import { refusalOf, useWork } from '../shared/hooks.js';
import { letPictureGo, nextPicture, takePicture } from './generated/client.js';

/** @import { DeskOrder, Picture } from '../shared/generated/types' */
/** @import { Refusal } from '../shared/http.js' */
/** @typedef {Picture & { ends: number }} Held by this computer's clock */
/** @typedef {{ picture: Held | null, empty: boolean, missed: Refusal | null }} State */
/** @typedef {ReturnType<typeof useRound>} Round */
/** @typedef {{ order: DeskOrder, words: string }} Done */

/** @type {State} */
const NOTHING = { picture: null, empty: false, missed: null };
/** @param {Refusal} props */
const isGone = ({ status, code }) => status === 404 || (status === 409 && code !== 'busy');

/** The end of the lease by this computer's clock, which may be wrong.
 * @param {Picture} picture */
const held = (picture) => ({ ...picture, ends: now() + (picture.seconds ?? 0) * 1000 });

/** taskId: of one task only; empty for the whole branch.
 *
 * picture: under her lease, which `ends` then, or none; turn: of the round, another for each picture that is new to
 * her; empty: nothing waits; missed: the refusal, when a picture is not hers any more; done: {order, words} of what she
 * did last.  take, renew, decide, letGo do nothing while another one is under way.
 * @param {string} taskId */
export function useRound(taskId) {
  const [round, setRound] = useState({ ...NOTHING, turn: 0 });
  const [done, setDone] = useState(/** @type {Done | null} */ (null));
  const [run, busy, error] = useWork();
  useEffect(() => setRound((before) => ({ ...before, empty: false })), [taskId]); // the other task may have one

  const change = (/** @type {Partial<State>} */ changes) =>
    setRound((before) => ({ ...before, ...NOTHING, ...changes }));
  const next = async () => {
    const { picture } = await nextPicture({ task_id: taskId || null });
    setRound(({ turn }) => ({ ...NOTHING, turn: turn + 1, picture: picture && held(picture), empty: !picture }));
  };

  /** null when it is not hers any more.  A lease that is over leaves the picture there, with what was typed, so that
   * she can take it once more.
   * @template T
   * @param {Held} picture @param {(orderId: string) => Promise<T>} work */
  const trying = async (picture, work) => {
    try {
      return await work(picture.order.order_id);
    } catch (caught) {
      const refusal = refusalOf(caught);
      if (!isGone(refusal)) throw refusal;
      change({ picture: refusal.code === 'review_lease_lost' ? picture : null, missed: refusal });
      return null;
    }
  };
  /** @param {Held} picture @param {(orderId: string) => Promise<unknown>} work @param {string} words */
  const settle = async (picture, work, words) => {
    const settled = await trying(picture, work);
    if (settled) setDone({ order: picture.order, words });
    return settled;
  };

  const take = () => run(next);
  const renew = (/** @type {Held} */ picture) =>
    run(async () => {
      const found = await trying(picture, takePicture);
      if (found) change({ picture: held(found) });
    });
  /** work(order id): the decision.  The picture stays until the next one is there, so that nothing flickers. */
  const decide = (
    /** @type {Held} */ picture,
    /** @type {(orderId: string) => Promise<unknown>} */ work,
    /** @type {string} */ words,
  ) =>
    run(async () => {
      if (!(await settle(picture, work, words))) return;
      await next().catch((refusal) => {
        change({});
        throw refusal;
      });
    });
  /** No next one: it would often be the same again. */
  const letGo = (/** @type {Held} */ picture) =>
    run(async () => {
      if (await settle(picture, letPictureGo, '已放回队列')) change({});
    });
  return { ...round, done, busy, error, take, renew, decide, letGo };
}
