/** A reviewer's decisions on their way: those that may still be taken back, and those that are being sent. */

/** @import { Band, OrderAnswer } from '../../../shared/generated/types' */
/** @import { Refusal } from '../../../shared/http.js' */

export const UNDO_MS = 60_000;
export const MOST_A_CALL = 24; // of the API's
const AGAIN_MS = [2000, 5000, 10_000, 30_000];

/** @typedef {'approve' | 'reject'} Verdict */
/** taken: the lease under which she looked
 * @typedef {{ order_id: string, photo_no: number, taken: number | null, verdict: Verdict, reasons: string[],
 *   note: string | null }} Decision */
/** number: of the order, for whoever is told of it; band, task: where it waited; at: when she said so, in ms
 * @typedef {Decision & { number: string, band: Band, task: string, at: number }} Confirmed */
/** before: where everything lay, for whoever takes it back
 * @typedef {{ kind: 'page' | 'one', decisions: Confirmed[], before: unknown, stop?: () => void }} Batch */
/** One that was refused, and what to do.
 * @typedef {{ orderId: string, number: string, message: string | null,
 *   cure: string | null }} Missed */
/** @typedef {{ decide: (asked: { decisions: Decision[] }) => Promise<{ answers: OrderAnswer[] }>,
 *   renew: (asked: { orders: string[] }) => Promise<{ pictures: Known[] }>,
 *   letGo: (asked: { orders: string[] }) => Promise<unknown> }} Api */
/** @typedef {{ order: { order_id: string }, photo: { photo_no: number }, taken: number | null }} Known */
/** How to be called later; it returns how not to be.
 * @typedef {(ms: number, work: () => unknown) => () => void} Wait */

/** Whether the same call may be answered otherwise a moment later.  @param {Refusal} refusal */
const isPassing = ({ status }) => !status || status >= 500 || status === 401 || status === 408 || status === 429;

/** As the API asks for it.  @param {Confirmed} confirmed @returns {Decision} */
export const asSent = ({ number, band, task, at, ...decision }) => decision;

/** Nothing is sent before the next is confirmed or a minute has passed, so that the last can be taken back; whatever
 * is to be sent is sent in its order, one call at a time, until it is answered.
 *
 * remember(unanswered): keeps them over a reload.  One outlives the pages of a tab, and is one person's. */
export class Outbox {
  /** @param {{ api: Api, wait: Wait, remember: (unanswered: Confirmed[]) => unknown }} given */
  constructor({ api, wait, remember }) {
    this.api = api;
    this.wait = wait;
    this.remember = remember;
    /** What is told of each order that is settled, and of any change.  @type {(settled: string | null) => void} */
    this.listen = () => {};
    /** @type {Batch[]} the last one is the first to be taken back */
    this.batches = [];
    /** @type {Confirmed[]} */
    this.queue = [];
    /** @type {Missed[]} */
    this.missed = [];
    /** @type {Refusal | null} why they do not get through */
    this.trouble = null;
    /** @type {Confirmed[]} answered as she said */
    this.decided = [];
    this.isSending = false;
    this.sending = Promise.resolve();
    this.isOver = false;
    this.failures = 0;
    this.most = MOST_A_CALL;
    /** @type {Set<string>} */
    this.retaken = new Set();
    this.stopWaiting = () => {};
  }

  get done() {
    return this.decided.length;
  }

  /** Everything that is not answered, in its order. */
  get unanswered() {
    return [...this.queue, ...this.batches.flatMap(({ decisions }) => decisions)];
  }

  /** A page lets everything before it go; a single picture lets the single one before it go, not its page.
   * @param {Batch} batch */
  confirm(batch) {
    const stays = batch.kind === 'one' ? this.batches.filter(({ kind }) => kind === 'page') : [];
    this.release(this.batches.filter((one) => !stays.includes(one)));
    batch.stop = this.wait(UNDO_MS, () => this.release([batch]));
    this.batches = [...stays, batch];
    this.#changed();
  }

  /** The last one, which is not sent; undefined when all are on their way. */
  undo() {
    const batch = this.batches.at(-1);
    batch?.stop?.();
    this.batches = this.batches.slice(0, -1);
    this.#changed();
    return batch;
  }

  /** Ends when they were tried.  @param {Batch[]} batches */
  release(batches = this.batches) {
    for (const { stop } of batches) stop?.();
    this.batches = this.batches.filter((one) => !batches.includes(one));
    return this.send(batches.flatMap(({ decisions }) => decisions));
  }

  /** What was kept over a reload is sent, unless others may have had the pictures since: she is told of those.
   * @param {Confirmed[]} unanswered @param {number} now in ms */
  resume(unanswered, now) {
    const isOld = (/** @type {Confirmed} */ { at }) => !(Math.abs(now - at) < LEASE_MS);
    this.missed = [...this.missed, ...unanswered.filter(isOld).map(tooOld)];
    this.send(unanswered.filter((one) => !isOld(one)));
  }

  /** At once.  @param {Confirmed[]} decisions */
  send(decisions) {
    this.queue.push(...decisions);
    return this.pump();
  }

  /** The page may be gone in a moment, and says the rest itself: sent here only if it stays. */
  leave() {
    for (const { stop } of this.batches) stop?.();
    this.queue = this.unanswered;
    this.batches = [];
    this.#later();
  }

  /** Nothing more is sent: somebody else is here. */
  end() {
    this.stopWaiting();
    for (const { stop } of this.batches) stop?.();
    this.batches = [];
    this.queue = [];
    this.isOver = true;
  }

  forget() {
    this.missed = [];
    this.#changed();
  }

  /** Ends when the queue is answered, or does not get through. */
  pump() {
    if (!this.isSending && !this.isOver) this.sending = this.#pump();
    return this.sending;
  }

  async #pump() {
    this.isSending = true;
    this.stopWaiting();
    while (this.queue.length > 0 && (await this.#sent()));
    this.isSending = false;
    if (this.queue.length > 0) this.#later();
    this.#changed();
  }

  /** Whether the first of the queue were answered. */
  async #sent() {
    const call = this.queue.slice(0, this.most);
    try {
      const { answers } = await this.api.decide({ decisions: call.map(asSent) });
      await this.#answered(call, new Map(answers.map((one) => [one.order_id, one])));
    } catch (caught) {
      const refusal = /** @type {Refusal} */ (caught);
      if (isPassing(refusal)) {
        this.trouble = refusal;
        return false;
      }
      // one of them is wrong: the others must not wait for it
      if (call.length > 1) this.most = 1;
      else await this.#answered(call, new Map([[call[0].order_id, refusedBy(refusal)]]));
    }
    return !this.isOver;
  }

  /** @param {Confirmed[]} call @param {Map<string, Said>} answers */
  async #answered(call, answers) {
    if (this.isOver) return;
    const said = call.map((one) => ({ one, ...(answers.get(one.order_id) ?? UNSAID) }));
    const late = said.filter(({ one, code }) => code === LEASE_OVER && !this.retaken.has(one.order_id));
    const again = late.length > 0 ? await this.#retaken(late.map(({ one }) => one)) : new Set();
    if (this.isOver) return;
    this.queue = [...late.map(({ one }) => one).filter((one) => again.has(one)), ...this.queue.slice(call.length)];
    if (this.queue.length === 0) this.most = MOST_A_CALL;
    this.trouble = null;
    this.failures = 0;
    for (const { one, decided, message, cure } of said.filter(({ one }) => !again.has(one))) {
      const { order_id: orderId, number } = one;
      if (decided) this.decided.push(one);
      else this.missed = [...this.missed, { orderId, number, message, cure }];
      this.retaken.delete(orderId); // its next photo is another matter
      this.listen(orderId);
    }
    this.#changed();
  }

  /** Those whose lease was over and that nobody else had since: decided as she said, then.  The others are put back.
   * @param {Confirmed[]} late */
  async #retaken(late) {
    const { pictures } = await this.api.renew({ orders: late.map(({ order_id: id }) => id) });
    const looks = new Map(pictures.map(({ order, photo, taken }) => [order.order_id, [photo.photo_no, taken].join()]));
    for (const { order_id: id } of late) this.retaken.add(id);
    const same = late.filter(({ order_id: id, photo_no: no, taken }) => looks.get(id) === [no, taken].join());
    for (const { order_id: id } of same) looks.delete(id);
    if (looks.size > 0) this.api.letGo({ orders: [...looks.keys()] }).catch(() => {}); // else they return by themselves
    return new Set(same);
  }

  #later() {
    const ms = AGAIN_MS[Math.min(this.failures, AGAIN_MS.length - 1)];
    this.failures += 1;
    this.stopWaiting();
    this.stopWaiting = this.wait(ms, () => this.pump());
  }

  #changed() {
    if (this.isOver) return;
    this.remember(this.unanswered);
    this.listen(null);
  }
}

const LEASE_MS = 300_000; // a picture was hers for so long
const LEASE_OVER = 'review_lease_lost';

/** @typedef {Pick<OrderAnswer, 'decided' | 'code' | 'message' | 'cure'>} Said */
/** @type {Said} */
const UNSAID = { decided: false, code: null, message: '没有得到答复', cure: '请打开订单查看' };
/** @param {Refusal} refusal @returns {Said} */
const refusedBy = ({ code, message, action }) => ({ decided: false, code, message, cure: action });
/** @param {Confirmed} confirmed @returns {Missed} */
const tooOld = ({ order_id: orderId, number }) => ({
  orderId,
  number,
  message: '决定没有在 5 分钟内送到，照片可能已由别人审核',
  cure: '请打开订单查看，仍在等待审核的请重新审核',
});
