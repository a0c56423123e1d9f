/** Of what is asked anew before it is answered, such as a search, the newest counts. */
import { useCallback, useEffect, useRef, useState } from '../shared/vendor/preact.js';
import { refusalOf } from '../shared/hooks.js';

/** @import { Refusal } from '../shared/http.js' */

const IDLE = { busy: false, error: /** @type {Refusal | null} */ (null) };

/** [run, busy, error, drop].  `run(key, work, done)`: `done` hears the newest answer; whatever earlier ones bring is
 * dropped.  The same key again while it is under way is one.  drop(): nobody waits for that answer any more. */
export function useNewest() {
  const [state, setState] = useState(IDLE);
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
  const drop = useCallback(() => {
    newest.current = null;
    setState(IDLE);
  }, []);
  useEffect(
    () => () => {
      newest.current = null; // whoever left hears no answer
    },
    [],
  );
  return /** @type {const} */ ([run, state.busy, state.error, drop]);
}
