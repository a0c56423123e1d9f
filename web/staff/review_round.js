/** A reviewer's round: takes a picture, decides on it, takes the next. */
import { useEffect, useState } from '../shared/vendor/preact.js';
import { now } from '../shared/clock.js';
import { useWork } from '../shared/hooks.js';
import { letPictureGo, nextPicture, takePicture } from './generated/client.js';

const NOTHING = { picture: null, empty: false, missed: null };
const isGone = ({ status, code }) => status === 404 || (status === 409 && code !== 'busy');

/** The end of the lease by this computer's clock, which may be wrong. */
const held = (picture) => ({ ...picture, ends: now() + picture.seconds * 1000 });

/** taskId: of one task only; empty for the whole branch.
 *
 * picture: under her lease, which `ends` then, or none; turn: of the round, another for each picture that is new to
 * her; empty: nothing waits; missed: the refusal, when a picture is not hers any more; done: {order, words} of what she
 * did last.  take, renew, decide, letGo do nothing while another one is under way. */
export function useRound(taskId) {
  const [round, setRound] = useState({ ...NOTHING, turn: 0 });
  const [done, setDone] = useState(null);
  const [run, busy, error] = useWork();
  useEffect(() => setRound((before) => ({ ...before, empty: false })), [taskId]); // the other task may have one

  const change = (changes) => setRound((before) => ({ ...before, ...NOTHING, ...changes }));
  const next = async () => {
    const { picture } = await nextPicture({ task_id: taskId || null });
    setRound(({ turn }) => ({ ...NOTHING, turn: turn + 1, picture: picture && held(picture), empty: !picture }));
  };

  /** null when it is not hers any more.  A lease that is over leaves the picture there, with what was typed, so that
   * she can take it once more. */
  const trying = async (picture, work) => {
    try {
      return await work(picture.order.order_id);
    } catch (refusal) {
      if (!isGone(refusal)) throw refusal;
      change({ picture: refusal.code === 'review_lease_lost' ? picture : null, missed: refusal });
      return null;
    }
  };
  const settle = async (picture, work, words) => {
    const settled = await trying(picture, work);
    if (settled) setDone({ order: picture.order, words });
    return settled;
  };

  const take = () => run(next);
  const renew = (picture) =>
    run(async () => {
      const found = await trying(picture, takePicture);
      if (found) change({ picture: held(found) });
    });
  /** work(order id): the decision.  The picture stays until the next one is there, so that nothing flickers. */
  const decide = (picture, work, words) =>
    run(async () => {
      if (!(await settle(picture, work, words))) return;
      await next().catch((refusal) => {
        change({});
        throw refusal;
      });
    });
  /** No next one: it would often be the same again. */
  const letGo = (picture) =>
    run(async () => {
      if (await settle(picture, letPictureGo, '已放回队列')) change({});
    });
  return { ...round, done, busy, error, take, renew, decide, letGo };
}
