/** A reviewer's desk in this tab: what is sent in her name, and what of it outlives a reload.
 *
 * It is hers alone: once somebody else is logged in, in whichever tab, nothing more of it is sent or kept. */
import { now } from '../../../shared/clock.js';
import { lost } from '../../../shared/http.js';
import { drop, keep, kept } from '../../../shared/kept.js';
import { decidePhotos, letPicturesGo, renewPictures, takePictures } from '../../generated/client.js';
import { isLoggedIn, say, watch, who } from '../../session.js';
import { chunks } from './hands.js';
import { MOST_A_CALL, Outbox } from './outbox.js';

/** @import { Confirmed, Wait } from './outbox.js' */
/** @import { Memory, Round } from './round.js' */
/** tab: the page that kept it, which may still be there
 * @typedef {{ owner: string, tab: string, what: unknown }} Kept */
/** @typedef {ReturnType<typeof begun>} Desk */

const ROUND = 'review.round';
const OUTBOX = 'review.outbox';
const DECIDE = '/api/staff/review/decide';
const LET_GO = '/api/staff/review/let-go';
const GOING_MS = 1000; // until a page that is loaded anew is gone

const TAB = crypto.randomUUID?.() ?? '';

/** @type {Wait} */
export const wait = (ms, work) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};

/** Whether no other page is this tab's: a tab that was duplicated has a copy of all that the first one keeps.  It is
 * this page's from now on.  @param {string} tab */
const isFree = (tab) =>
  new Promise((resolve) => {
    if (!navigator.locks) return resolve(true);
    const held = () => new Promise(() => resolve(true)); // for as long as the page lives
    return navigator.locks
      .request(`review ${tab}`, { signal: AbortSignal.timeout(GOING_MS) }, held)
      .catch(() => resolve(false));
  });

/** @param {string} owner */
function begun(owner) {
  const isHers = () => isLoggedIn() && who() === owner;
  const keepHers = (/** @type {string} */ name, /** @type {unknown} */ what) => {
    if (who() === owner) keep(name, /** @type {Kept} */ ({ owner, tab: TAB, what }));
  };
  /** @template {(body: never) => Promise<unknown>} T @param {T} call @returns {T} */
  const hers = (call) =>
    /** @type {T} */ ((/** @type {never} */ body) => (isHers() ? call(body) : Promise.reject(lost())));
  const api = {
    take: hers(takePictures),
    renew: hers(renewPictures),
    decide: hers(decidePhotos),
    letGo: hers(letPicturesGo),
  };
  const outbox = new Outbox({ api, wait, remember: (unanswered) => keepHers(OUTBOX, unanswered) });

  /** Goes on with what this tab kept before it was loaded anew, if it is hers and no other page's. */
  async function resume() {
    const before = [OUTBOX, ROUND].map((name) => kept(name, /** @type {Kept | null} */ (null)));
    const tabs = new Set(before.flatMap((one) => (one?.owner === owner ? one.tab : [])));
    const free = new Map();
    for (const tab of tabs) free.set(tab, tab === TAB || (await isFree(tab)));
    const [unanswered, memory] = before.map((one) => (one?.owner === owner && free.get(one.tab) ? one.what : null));
    if (!memory) drop(ROUND);
    outbox.resume(/** @type {Confirmed[]} */ (unanswered ?? []), now());
  }

  return {
    owner,
    api,
    outbox,
    isHers,
    ready: resume(),
    /** Of the round that is not left. */
    memory: () => /** @type {Memory | null} */ (kept(ROUND, /** @type {Kept | null} */ (null))?.what ?? null),
    remember: (/** @type {Memory | null} */ memory) => (memory ? keepHers(ROUND, memory) : drop(ROUND)),
    /** As the page goes.  @param {ReturnType<Round['lastWords']>} words */
    sayLast({ decisions, orders }) {
      if (!isHers()) return;
      for (const some of chunks(decisions, MOST_A_CALL)) say(DECIDE, { decisions: some });
      for (const some of chunks(orders)) say(LET_GO, { orders: some });
    },
  };
}

/** @type {Desk | null} */
let mine = null;

/** Her desk in this tab, and nobody else's.  @param {string} owner */
export function deskOf(owner) {
  if (mine?.owner !== owner) {
    end();
    mine = begun(owner);
  }
  return /** @type {Desk} */ (mine);
}

/** How many of her decisions are not answered, after whatever waits was sent. */
export async function unsent() {
  await mine?.outbox.release();
  return mine?.outbox.unanswered.length ?? 0;
}

function end() {
  mine?.outbox.end();
  mine = null;
}

watch(() => {
  if (mine && who() !== mine.owner) end();
});
isFree(TAB);
