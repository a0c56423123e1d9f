/** The round of whoever is at this page, drawn anew as it goes on. */
import { useContext, useEffect, useMemo, useState } from '../../../shared/vendor/preact.js';
import { now } from '../../../shared/clock.js';
import { Me } from '../../session.js';
import { deskOf, wait } from './desk.js';
import { Round } from './round.js';

/** @import { Band } from '../../../shared/generated/types' */

/** Decoded, so that it is there at once when its turn comes.  @param {string} url */
export async function load(url) {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  return picture;
}

/** Ends when whatever she held on the pages before is free again.  @type {Promise<unknown>} */
let left = Promise.resolve();

/** task: its id, or "".  @param {Band} band @param {string} task */
export function useRound(band, task) {
  const { staff_id: owner } = useContext(Me);
  const [, draw] = useState(0);
  const desk = useMemo(() => deskOf(owner), [owner]);
  const round = useMemo(() => {
    const { api, outbox, remember } = desk;
    const changed = () => draw((times) => times + 1);
    return new Round({ api, outbox, band, task, now, wait, load, remember, changed });
  }, [desk, band, task]);
  useEffect(() => {
    Promise.all([desk.ready, left]).then(() => round.begin(desk.memory()));
    const hide = () => desk.sayLast(round.lastWords());
    const back = (/** @type {PageTransitionEvent} */ { persisted }) => persisted && desk.isHers() && round.again();
    const touch = () => round.hands.leases.touch();
    const online = () => {
      round.given.outbox.pump();
      round.fill();
    };
    addEventListener('pagehide', hide);
    addEventListener('pageshow', back);
    addEventListener('online', online);
    addEventListener('keydown', touch, true);
    addEventListener('pointerdown', touch, true);
    return () => {
      removeEventListener('pagehide', hide);
      removeEventListener('pageshow', back);
      removeEventListener('online', online);
      removeEventListener('keydown', touch, true);
      removeEventListener('pointerdown', touch, true);
      left = Promise.all([left, round.leave()]);
    };
  }, [round]);
  return round;
}
