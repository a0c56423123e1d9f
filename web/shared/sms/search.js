/** The proof of work of a picture, searched for while its signs are read. */
import { begins } from '../both/proof_of_work.js';

/** @typedef {{ id: string, bits: number }} Asked id: of the captcha */
/** @typedef {{ id: string, work: string }} Found */

const BATCH = 100; // digests at a time, which the browser makes beside the page

/** Where there is no worker.  @param {Asked} asked @param {() => boolean} isOver @returns {Promise<string | null>} */
async function onPage({ id, bits }, isOver) {
  const letters = new TextEncoder();
  const digestOf = (/** @type {number} */ tried) => crypto.subtle.digest('SHA-256', letters.encode(`${id}.${tried}`));
  for (let from = 0; !isOver(); from += BATCH) {
    const digests = await Promise.all(Array.from({ length: BATCH }, (_, at) => digestOf(from + at)));
    const at = digests.findIndex((digest) => begins(new Uint8Array(digest), bits));
    if (at >= 0) return String(from + at);
  }
  return null;
}

/** found: the number in decimal, or null when it was given up; end: says it, the first time.
 * @typedef {{ asked: Asked, found: Promise<string | null>, isDone: boolean, end: (work: string | null) => void }}
 *   Search
 */

/** @param {Asked} asked @returns {Search} */
function begun(asked) {
  let resolve = (/** @type {string | null} */ _) => {};
  const found = new Promise((settle) => {
    resolve = settle;
  });
  const search = {
    asked,
    found,
    isDone: false,
    end: (/** @type {string | null} */ work) => {
      search.isDone = true;
      resolve(work);
    },
  };
  return search;
}

/** The searches of a form, each in the place of the one before: its pictures' ids are asked of one worker. */
export class Searches {
  /** @type {Search | null} */
  newest = null;
  /** @type {Worker | null} */
  #worker = null;
  #isWithout = false; // a browser that knows no worker of modules throws, or tells of an error

  /** @param {Asked} asked */
  begin(asked) {
    this.stop();
    this.newest = begun(asked);
    try {
      if (!this.#isWithout) this.#ask(asked);
    } catch {
      this.#isWithout = true;
    }
    if (this.#isWithout) this.#searchOnPage(this.newest);
  }

  /** Gives the newest up. */
  stop() {
    this.newest?.end(null);
    this.newest = null;
  }

  close() {
    this.stop();
    this.#worker?.terminate();
    this.#worker = null;
  }

  /** @param {Asked} asked */
  #ask(asked) {
    this.#worker ??= this.#open();
    this.#worker.postMessage(asked);
  }

  #open() {
    const worker = new Worker(new URL('./search_worker.js', import.meta.url), { type: 'module' });
    worker.addEventListener('message', (/** @type {MessageEvent<Found>} */ { data: { id, work } }) => {
      if (this.newest?.asked.id === id) this.newest.end(work);
    });
    worker.addEventListener('error', () => {
      this.#isWithout = true;
      worker.terminate();
      if (this.newest) this.#searchOnPage(this.newest);
    });
    return worker;
  }

  /** @param {Search} search */
  async #searchOnPage(search) {
    search.end(await onPage(search.asked, () => search.isDone));
  }
}
