/** What stands in a form of an address's filter: it goes on being typed into while the address stays, and is another
 * when the address is.  The form itself stays, and the focus in it: what is typed next must press no key. */
import { useState } from '../../shared/vendor/preact.js';

/** given: what the address says.
 * @template T
 * @param {T} given
 * @returns {[T, (next: T | ((before: T) => T)) => void]} */
export function useFollowing(given) {
  const [form, setForm] = useState(given);
  const address = JSON.stringify(given);
  const [shown, setShown] = useState(address);
  if (shown !== address) {
    setShown(address);
    setForm(given);
  }
  return [form, setForm];
}
