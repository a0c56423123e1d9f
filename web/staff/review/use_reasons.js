/** The reasons of a rejection as they have their keys. */
import { useRef } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { rejectReasons } from '../generated/client.js';

/** @import { ReasonRow } from '../../shared/generated/types' */
/** @import { Loaded } from '../../shared/hooks.js' */

/** Asked once for each task while the desk is open, so that no key moves under her fingers; null until they are there.
 * @param {string} task or '', for the whole branch @returns {Omit<Loaded<ReasonRow[]>, 'set'>} */
export function useReasons(task) {
  const asked = useRef(/** @type {Map<string, ReasonRow[]>} */ (new Map()));
  const { value, error, reload } = useLoaded(async () => {
    const rows = asked.current.get(task) ?? (await rejectReasons({ task_id: task || null })).reasons;
    asked.current.set(task, rows);
    return { task, rows };
  }, [task]);
  return { value: value?.task === task ? value.rows : null, error, reload };
}
