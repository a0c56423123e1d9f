/** The leases of a round: prolonged before they end, for as long as somebody is there. */

/** @import { Wait } from './outbox.js' */

export const EARLY_MS = 90_000; // before the first of them ends
export const SOON_MS = 30_000; // she is told
const AGAIN_MS = 5000;

/** @typedef {{ now: () => number, wait: Wait, ends: () => number[], renew: () => Promise<unknown>,
 *   over: () => unknown }} Given */

/** ends(): of every lease, in ms; renew(): prolongs all of them with one call; over(): the first of them has ended.
 *
 * Whoever did nothing since they were last prolonged is not there: her pictures go back in time. */
export class Leases {
  /** @param {Given} given */
  constructor(given) {
    this.given = given;
    this.isThere = true; // since they were last prolonged
    this.isRenewing = false;
    this.isOver = false;
    this.stop = () => {};
  }

  /** The end of the first, in ms; null without any that ends. */
  get end() {
    const ends = this.given.ends().filter(Number.isFinite);
    return ends.length > 0 ? Math.min(...ends) : null;
  }

  /** Of the first, in ms. */
  get left() {
    return this.end === null ? 0 : this.end - this.given.now();
  }

  /** Somebody touched a key or the mouse. */
  touch() {
    this.isThere = true;
    if (this.end !== null && !this.isOver && this.left < EARLY_MS) this.#renew();
  }

  /** Waits anew: other leases are held. */
  look() {
    this.stop();
    if (this.end === null) return;
    const { left } = this;
    this.isOver = left <= 0;
    if (this.isOver) this.given.over();
    else if (left > EARLY_MS) this.stop = this.given.wait(left - EARLY_MS, () => this.#come());
    else this.stop = this.given.wait(left, () => this.look());
  }

  #come() {
    if (this.isThere) this.#renew();
    else this.look();
  }

  async #renew() {
    if (this.isRenewing) return;
    this.isRenewing = true;
    this.isThere = false;
    try {
      await this.given.renew();
    } catch {
      this.isThere = true;
      this.stop();
      this.stop = this.given.wait(Math.min(AGAIN_MS, this.left), () => this.#tryAgain());
      return;
    } finally {
      this.isRenewing = false;
    }
    this.look();
  }

  #tryAgain() {
    if (this.left > 0) this.#renew();
    else this.look();
  }
}
