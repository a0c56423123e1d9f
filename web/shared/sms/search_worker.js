/** Searches for a picture's proof of work beside the page: told { id, bits }, it tells { id, work }, the number in
 * decimal.  Another question takes the place of the one before. */
import { searched } from '../both/proof_of_work.js';
import { sha256 } from '../vendor/sha256.js';

/** @import { Asked, Found } from './search.js' */

const BATCH = 1 << 14; // between which the next question is heard: 20 ms at a computer, 300 ms on a slow phone

let newest = '';

self.addEventListener('message', (/** @type {MessageEvent<Asked>} */ { data: { id, bits } }) => {
  newest = id;
  let from = 0;
  const search = () => {
    if (newest !== id) return;
    const number = searched(sha256.array, id, bits, from, BATCH);
    from += BATCH;
    if (number === null) setTimeout(search);
    else self.postMessage(/** @type {Found} */ ({ id, work: String(number) }));
  };
  search();
});
