/** Of what is asked anew before it is answered, such as a search, the newest counts. */
import { useCallback, useEffect, useRef, useState } from '../shared/vendor/preact.js';
import { refusalOf } from '../shared/hooks.js';

/** @import { Refusal } from '../shared/http.js' */

/** [run, busy, error].  `run(key, work, done)`: `done` hears the newest answer, and whatever earlier ones bring is
 * dropped.  The same key again while it is under way is one. */
export function useNewest() {
  const [state, setState] = useState({ busy: false, error: /** @type {Refusal | null} */ (null) });
  const newest = useRef(/** @type {{ key: string } | null} */ (null));
  const run = useCallback(
    /** @template T @param {string} key @param {() => Promise<T>} work @param {(answer: T) => unknown} done */
    async (key, work, done) => {
      if (newest.current?.key === key) return;
      const mine = { key };
      newest.current = mine;
      setState({ busy: true, error: null });
      let error = null;
      try {
        const answer = await work();
        if (newest.current === mine) done(answer);
      } catch (caught) {
        error = refusalOf(caught);
        if (!error.code) console.error(error);
      }
      if (newest.current !== mine) return;
      newest.current = null;
      setState({ busy: false, error });
    },
    [],
  );
  useEffect(
    () => () => {
      newest.current = null; // whoever left hears no answer
    },
    [],
  );
  return /** @type {const} */ ([run, state.busy, state.error]);
}
