/** The round of whoever is at this page, drawn anew as it goes on. */
import { useContext, useEffect, useMemo, useState } from '../../../shared/vendor/preact.js';
import { now } from '../../../shared/clock.js';
import { drop, keep, kept } from '../../../shared/kept.js';
import { decidePhotos, letPicturesGo, renewPictures, takePictures } from '../../generated/client.js';
import { Me, say } from '../../session.js';
import { chunks } from './hands.js';
import { MOST_A_CALL, Outbox } from './outbox.js';
import { Round } from './round.js';

/** @import { Band } from '../../../shared/generated/types' */
/** @import { Confirmed, Wait } from './outbox.js' */
/** @import { Memory } from './round.js' */

const ROUND = 'review.round';
const OUTBOX = 'review.outbox';
const DECIDE = '/api/staff/review/decide';
const LET_GO = '/api/staff/review/let-go';

/** @type {Wait} */
const wait = (ms, work) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};

const api = { take: takePictures, renew: renewPictures, decide: decidePhotos, letGo: letPicturesGo };

/** Decoded, so that it is there at once when its turn comes.  @param {string} url */
async function load(url) {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  return picture;
}

/** Ends when whatever she held on the pages before is free again. */
/** @type {Promise<unknown>} */
let left = Promise.resolve();
/** @type {{ owner: string, outbox: Outbox } | null} */
let mine = null;

/** The outbox of this tab; what somebody else left in it is not sent in her name.  @param {string} owner */
function outboxOf(owner) {
  if (mine?.owner === owner) return mine.outbox;
  mine?.outbox.end();
  const outbox = new Outbox({
    api,
    wait,
    remember: (/** @type {Confirmed[]} */ unanswered) => keep(OUTBOX, unanswered),
  });
  mine = { owner, outbox };
  outbox.send(kept(OUTBOX, /** @type {Confirmed[]} */ ([])));
  return outbox;
}

/** @param {Memory | null} memory */
const remember = (memory) => (memory ? keep(ROUND, memory) : drop(ROUND));

/** @param {ReturnType<Round['lastWords']>} words */
function sayLast({ decisions, orders }) {
  for (const some of chunks(decisions, MOST_A_CALL)) say(DECIDE, { decisions: some });
  for (const some of chunks(orders)) say(LET_GO, { orders: some });
}

/** task: its id, or "".  @param {Band} band @param {string} task */
export function useRound(band, task) {
  const { staff_id: owner } = useContext(Me);
  const [, draw] = useState(0);
  const round = useMemo(() => {
    const changed = () => draw((times) => times + 1);
    return new Round({ api, outbox: outboxOf(owner), band, task, now, wait, load, remember, changed });
  }, [owner, band, task]);
  useEffect(() => {
    const memory = kept(ROUND, null);
    left.then(() => round.begin(memory));
    const hide = () => sayLast(round.lastWords());
    const back = (/** @type {PageTransitionEvent} */ { persisted }) => persisted && round.again();
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
