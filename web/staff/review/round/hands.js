/** The pictures a reviewer holds, each under its lease. */
import { Leases } from './leases.js';

/** @import { Band, OrderAnswer, Picture } from '../../../shared/generated/types' */
/** @import { Confirmed, Verdict, Wait } from './outbox.js' */

/** picked: codes of reasons  @typedef {{ picked: string[], note: string }} Draft */
/** Of which photo of an order  @typedef {{ photo_no: number, draft: Draft }} Chosen */
/** ends: by this computer's clock; seen: whether its portrait is loaded; draft: what she chose of it; kept: what was
 * loaded, not to be loaded again.
 * @typedef {Picture & { ends: number, seen: 'coming' | 'there' | 'lost', draft: Draft, kept: unknown }} Held */
/** @typedef {{ band: Band, task_id: string | null, count: number }} Wanted */
/** @typedef {{ take: (asked: Wanted) => Promise<{ pictures: Picture[] }>,
 *   renew: (asked: { orders: string[] }) => Promise<{ pictures: Picture[], gone: OrderAnswer[] }>,
 *   letGo: (asked: { orders: string[] }) => Promise<unknown> }} Api */

const MOST_A_CALL = 48; // of the API's
/** @type {Draft} */
const NO_DRAFT = { picked: [], note: '' };

/** @param {Held} held @returns {Chosen} */
export const chosenOf = ({ photo, draft }) => ({ photo_no: photo.photo_no, draft });

/** load(url): ends with the picture when it can be shown; gone(those): somebody else has them; over(): the first lease
 * has ended; changed(): something is to be drawn anew. */
export class Hands {
  /** @param {{ api: Api, now: () => number, wait: Wait, load: (url: string) => Promise<unknown>,
   *   gone: (those: OrderAnswer[]) => unknown, over: () => unknown, changed: () => unknown }} given */
  constructor({ api, now, wait, load, gone, over, changed }) {
    this.api = api;
    this.now = now;
    this.load = load;
    this.gone = gone;
    this.changed = changed;
    /** @type {Map<string, Held>} */
    this.held = new Map();
    const ends = () => [...this.held.values()].map((one) => one.ends);
    this.leases = new Leases({ now, wait, ends, renew: () => this.renew(), over });
  }

  /** @param {string[]} ids */
  of(ids) {
    return ids.flatMap((id) => this.held.get(id) ?? []);
  }

  /** A portrait that is loaded keeps its link: by another one it would be loaded once more.  What she chose was of that
   * photo, and not of one that came in its place.
   * @param {Picture} picture @param {Chosen} [chosen] before a reload */
  hold(picture, chosen) {
    const id = picture.order.order_id;
    const no = picture.photo.photo_no;
    const ends = this.now() + (picture.seconds ?? 0) * 1000;
    const known = this.held.get(id);
    if (known && known.seen !== 'lost' && known.photo.photo_no === no) {
      this.held.set(id, { ...picture, ends, url: known.url, seen: known.seen, draft: known.draft, kept: known.kept });
    } else {
      const of = known ? chosenOf(known) : chosen;
      const draft = of?.photo_no === no ? of.draft : NO_DRAFT;
      this.held.set(id, { ...picture, ends, seen: 'coming', draft, kept: null });
      this.#look(id, picture.url);
    }
    this.leases.look();
    return id;
  }

  /** @param {string} id @param {string | null} url */
  async #look(id, url) {
    const kept = url ? await this.load(url).catch(() => null) : null;
    const held = this.held.get(id);
    if (held?.url === url) this.held.set(id, { ...held, seen: kept ? 'there' : 'lost', kept });
    this.changed();
  }

  /** @param {string} id @param {Partial<Draft>} changes */
  draft(id, changes) {
    const held = this.held.get(id);
    if (held) this.held.set(id, { ...held, draft: { ...held.draft, ...changes } });
    this.changed();
  }

  /** Prolongs every lease, and loads what could not be.  Throws a Refusal. */
  async renew() {
    const ids = [...this.held.keys()];
    const { pictures, gone } = await this.ask(ids);
    for (const picture of pictures) {
      if (this.held.has(picture.order.order_id)) this.hold(picture); // not decided meanwhile
    }
    this.gone(gone);
  }

  /** @param {string[]} ids @returns {Promise<{ pictures: Picture[], gone: OrderAnswer[] }>} */
  async ask(ids) {
    const parts = [];
    for (const orders of chunks(ids)) parts.push(await this.api.renew({ orders }));
    return { pictures: parts.flatMap(({ pictures }) => pictures), gone: parts.flatMap(({ gone }) => gone) };
  }

  /** @param {string[]} ids */
  drop(ids) {
    for (const id of ids) this.held.delete(id);
    this.leases.look();
  }

  /** What cannot be put back returns with its lease.  @param {string[]} ids */
  async putBack(ids) {
    this.drop(ids);
    await Promise.allSettled(chunks(ids).map((orders) => this.api.letGo({ orders })));
  }
}

/** @template T @param {T[]} all @param {number} [most] @returns {T[][]} */
export const chunks = (all, most = MOST_A_CALL) =>
  all.length > 0 ? [all.slice(0, most), ...chunks(all.slice(most), most)] : [];

/** @param {Held} held @param {Verdict} verdict @param {number} at in ms @returns {Confirmed} */
export const decisionOn = ({ order, band, photo, taken, draft }, verdict, at) => ({
  at,
  band,
  task: order.task_id,
  order_id: order.order_id,
  number: order.number,
  photo_no: photo.photo_no,
  taken,
  verdict,
  reasons: verdict === 'reject' ? draft.picked : [],
  note: (verdict === 'reject' && draft.note.trim()) || null,
});
