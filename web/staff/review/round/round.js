/** A reviewer's round through one band: what she holds, what she does with it, and what is ready. */
import { chosenOf, decisionOn, Hands } from './hands.js';
import { asSent } from './outbox.js';
import { all, backTo, isDone, NOWHERE, only, pulledOut, turned, without } from './places.js';

/** @import { Band, OrderAnswer } from '../../../shared/generated/types' */
/** @import { Refusal } from '../../../shared/http.js' */
/** @import { Api, Chosen } from './hands.js' */
/** @import { Confirmed, Missed, Outbox, Verdict, Wait } from './outbox.js' */
/** @import { Places } from './places.js' */

export const PAGE = 24;
const READY = 5; // beyond the one that is looked at
const AGAIN_MS = 5000;

/** What outlives a reload.
 * @typedef {{ band: Band, task: string, places: Places, drafts: [string, Chosen][] }} Memory */
/** task: its id, or "" for the whole branch; remember(null): nothing is to be taken up again
 * @typedef {{ api: Api, outbox: Outbox, band: Band, task: string, now: () => number, wait: Wait,
 *   load: (url: string) => Promise<unknown>, remember: (memory: Memory | null) => unknown,
 *   changed: () => unknown }} Given */

/** turn: another for each page or picture that is new to her; missed: those she looked at and lost. */
export class Round {
  /** @param {Given} given */
  constructor(given) {
    this.given = given;
    this.size = given.band === 'LOW' ? PAGE : 1;
    this.places = NOWHERE;
    this.turn = 0;
    this.isEmpty = false;
    this.isTaking = false;
    this.taking = Promise.resolve(); // ends when nothing more comes
    this.isOver = false;
    this.isLeft = false;
    /** @type {Refusal | null} */
    this.error = null;
    /** @type {Missed[]} */
    this.missed = [];
    this.hands = new Hands({
      ...given,
      gone: (those) => this.#lose(those),
      over: () => {
        this.isOver = true;
        this.changed();
      },
      changed: () => this.changed(),
    });
  }

  get page() {
    return this.hands.of(this.places.page);
  }

  /** What comes after the one that is looked at alone. */
  get next() {
    const { aside, ahead } = this.places;
    return this.hands.of([...aside, ...ahead]).filter((held) => held !== this.one);
  }

  /** The one that is looked at alone, if one is. */
  get one() {
    const { page, aside, opened } = this.places;
    return this.hands.held.get(opened ?? aside[0] ?? (this.size === 1 ? page[0] : '')) ?? null;
  }

  get isDone() {
    return isDone(this.places);
  }

  // ---- taking

  /** memory: of this tab before it was loaded anew.  @param {Memory | null} memory */
  async begin(memory) {
    if (this.isLeft) return; // the outbox tells another round by now
    const { band, task, outbox } = this.given;
    outbox.listen = (settled) => (settled === null ? this.changed() : this.#drop([settled]));
    if (memory && memory.band === band && memory.task === task) await this.#resume(memory);
    await this.fill();
  }

  /** @param {Memory} memory */
  async #resume({ places, drafts }) {
    const decided = this.#decided();
    const wanted = all(places).filter((id) => !decided.has(id));
    const known = new Map(drafts);
    try {
      const { pictures } = await this.hands.ask(wanted);
      if (this.isLeft) return void this.hands.putBack(pictures.map(({ order }) => order.order_id));
      for (const picture of pictures) this.hands.hold(picture, known.get(picture.order.order_id));
      this.#place(this.#living(places));
    } catch (caught) {
      this.error = /** @type {Refusal} */ (caught);
    }
  }

  /** Takes what may be needed soon; at an empty band looks again. */
  fill() {
    if (!this.isTaking && !this.isLeft && !this.isOver) this.taking = this.#fill();
    return this.taking;
  }

  async #fill() {
    this.isTaking = true;
    this.changed();
    try {
      while (this.#lacking() > 0 && (await this.#take(this.#lacking())));
      this.error = null;
    } catch (caught) {
      this.error = /** @type {Refusal} */ (caught);
      if (!this.isDone && !this.error.status) this.given.wait(AGAIN_MS, () => this.fill());
    } finally {
      this.isTaking = false;
      this.isEmpty = !this.error && this.isDone;
      this.changed();
    }
  }

  #lacking() {
    const ready = this.size === 1 ? READY : this.size;
    return Math.min(PAGE, ready + (this.isDone ? this.size : 0) - this.places.ahead.length);
  }

  /** Whether there were as many.  @param {number} count */
  async #take(count) {
    const { api, band, task } = this.given;
    const { pictures } = await api.take({ band, task_id: task || null, count });
    const ids = pictures.map((picture) => this.hands.hold(picture));
    if (this.isLeft) {
      await this.hands.putBack(ids);
      return false;
    }
    // one whose lease ended unnoticed comes again
    const known = new Set([...all(this.places), ...this.#decided()]);
    this.#place({ ...this.places, ahead: [...this.places.ahead, ...ids.filter((id) => !known.has(id))] });
    return pictures.length === count;
  }

  // ---- deciding

  /** Marks one of the page to be looked at alone, or takes that back.  @param {string} id */
  pull(id) {
    this.#place(pulledOut(this.places, id));
  }

  /** @param {string | null} id of the page, to look at it alone; null: back to the page */
  open(id) {
    this.turn += 1;
    this.#place({ ...this.places, opened: id });
  }

  /** Those that are approved with the page: whatever was to be seen and is not pulled out. */
  get rest() {
    const { page, pulled } = this.places;
    return this.hands.of(page).filter(({ order, seen }) => seen === 'there' && !pulled.includes(order.order_id));
  }

  /** Approves the rest of the page; the others are looked at alone then. */
  approveRest() {
    const rest = this.rest.map((held) => decisionOn(held, 'approve', this.given.now()));
    const done = new Set(rest.map(({ order_id: id }) => id));
    const aside = this.places.page.filter((id) => !done.has(id));
    this.#confirm('page', rest, { ...NOWHERE, aside, ahead: this.places.ahead });
  }

  /** Of the one that is looked at.  @param {Verdict} verdict */
  decide(verdict) {
    if (!this.one) return;
    const decision = decisionOn(this.one, verdict, this.given.now());
    this.#confirm('one', [decision], without(this.places, [decision.order_id]));
  }

  /** @param {'page' | 'one'} kind @param {Confirmed[]} decisions @param {Places} after */
  #confirm(kind, decisions, after) {
    const before = this.places;
    this.places = after; // first: the outbox tells of it
    this.turn += 1;
    this.given.outbox.confirm({ kind, decisions, before });
    this.#place(after);
    this.fill();
  }

  /** Takes the last page or picture back, if it is not sent. */
  undo() {
    const batch = this.given.outbox.undo();
    if (!batch) return;
    this.turn += 1;
    this.isEmpty = false;
    this.#place(this.#living(backTo(this.places, /** @type {Places} */ (batch.before))));
    this.fill(); // somebody else may have all of it
  }

  /** Puts the one that is looked at back, for whoever comes first. */
  letGo() {
    const id = this.one?.order.order_id;
    if (!id) return;
    this.hands.putBack([id]);
    this.#drop([id]);
    this.isEmpty = this.isDone; // to look again at once would often bring the same
    this.changed();
  }

  // ---- losing

  /** @param {OrderAnswer[]} those */
  #lose(those) {
    const shown = new Set([...this.places.page, ...this.places.aside]);
    for (const { order_id: id, message, cure } of those) {
      const number = this.hands.held.get(id)?.order.number ?? '';
      if (shown.has(id)) this.missed = [...this.missed, { orderId: id, number, message, cure }];
    }
    this.isOver = false;
    this.#drop(those.map(({ order_id: id }) => id));
    if (those.length > 0) this.fill();
  }

  /** What she was told of she knows. */
  forget() {
    this.missed = [];
    this.given.outbox.forget();
  }

  /** Prolongs the leases and loads what could not be; after the leases were over, too. */
  async again() {
    this.turn += 1; // whatever comes is new to her
    try {
      await this.hands.renew();
      this.error = null;
    } catch (caught) {
      this.error = /** @type {Refusal} */ (caught);
    }
    this.changed();
    await this.fill();
  }

  /** She goes elsewhere: what was confirmed is sent, the rest put back when this ends. */
  async leave() {
    const { outbox, remember } = this.given;
    this.isLeft = true;
    outbox.listen = () => {};
    outbox.release();
    remember(null);
    const back = this.hands.putBack(all(this.places));
    this.hands.leases.stop();
    await Promise.all([back, this.taking]);
  }

  /** What is left to say when the page goes: those decided, those not.  Where it stays it goes on. */
  lastWords() {
    const decisions = this.given.outbox.unanswered.map(asSent);
    this.given.outbox.leave();
    return { decisions, orders: all(this.places) };
  }

  // ---- places

  /** Those on their way. */
  #decided() {
    return new Set(this.given.outbox.unanswered.map(({ order_id: id }) => id));
  }

  /** Those of them she holds, and did not decide.  @param {Places} places */
  #living(places) {
    const decided = this.#decided();
    return only(places, (id) => this.hands.held.has(id) && !decided.has(id));
  }

  /** @param {string[]} ids */
  #drop(ids) {
    const was = this.one?.order.order_id ?? '';
    this.hands.drop(ids);
    if (ids.includes(was)) this.turn += 1;
    this.#place(without(this.places, ids));
  }

  /** Lays them so, and the next page out where that is done.  @param {Places} places */
  #place(places) {
    this.places = turned(places, this.size);
    if (this.places !== places && !this.isDone) {
      this.turn += 1;
      this.isEmpty = false;
    }
    this.changed();
  }

  changed() {
    if (this.isLeft) return;
    const { band, task, remember, changed } = this.given;
    const drafts = [...this.hands.held].map(([id, held]) => /** @type {[string, Chosen]} */ ([id, chosenOf(held)]));
    remember({ band, task, places: this.places, drafts });
    changed();
  }
}
