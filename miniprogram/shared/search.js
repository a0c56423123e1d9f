/** The proof of work of a picture, searched for while its signs are read; one search per page or component.
 *
 * In slices, and in no worker: pages are drawn by another thread than scripts run in, so that typing is not
 * slowed down, and every version of WeChat knows timers.
 */
const { searched } = require('../generated/proof_of_work');
const { array } = require('../vendor/sha256');

const SLICE_MS = 12; // with one BATCH more: under 30 ms on a slow phone
const BATCH = 50; // about 5 ms on a phone that compiles nothing

/** @typedef {{ found: Promise<string | null>, state: { stopped: boolean, done: boolean } }} Search */

/** @type {WeakMap<object, Search>} */
const searches = new WeakMap();

/** null when it is stopped.
 * @param {string} id @param {number} bits @param {{ stopped: boolean }} state @returns {Promise<string | null>} */
function inSlices(id, bits, state) {
  let from = 0;
  return new Promise((resolve) => {
    const slice = () => {
      const end = Date.now() + SLICE_MS;
      while (!state.stopped && Date.now() < end) {
        const number = searched(array, id, bits, from, BATCH);
        if (number !== null) return resolve(String(number));
        from += BATCH;
      }
      return state.stopped ? resolve(null) : setTimeout(slice, 1);
    };
    slice();
  });
}

/** Ends the owner's search, whose number becomes null.  @param {object} owner */
function stop(owner) {
  const search = searches.get(owner);
  if (search) search.state.stopped = true;
  searches.delete(owner);
}

/** Begins another one.  @param {object} owner @param {string} id of the captcha @param {number} bits */
function begin(owner, id, bits) {
  stop(owner);
  const state = { stopped: false, done: false };
  const found = inSlices(id, bits, state).then((work) => {
    state.done = true;
    return work;
  });
  searches.set(owner, { found, state });
}

/** @param {object} owner */
function isDone(owner) {
  const search = searches.get(owner);
  return !search || search.state.done;
}

/** The number in decimal; null when another picture took its place.  @param {object} owner */
async function found(owner) {
  const search = searches.get(owner);
  return search ? search.found : null;
}

module.exports = { begin, stop, isDone, found };
