/** What stands in a form of an address's filter: it goes on being typed into while the address stays, and is another
 * when the address is.  The form itself stays, and the focus in it: what is typed next must press no key.  The address
 * of one's own submit arrives a moment later, and takes nothing of what was typed meanwhile. */
import { useRef, useState } from '../../shared/vendor/preact.js';

/** What a form asks for; fields without an answer are in no address.  @param {string | object} form */
const askedBy = (form) =>
  typeof form === 'string'
    ? form
    : JSON.stringify(
        Object.entries(form)
          .filter(([, answer]) => answer)
          .sort(),
      );

/** [form, setForm, sent]: given is what the address says; sent(form), what it will say, is called before going there.
 * @template {string | object} T
 * @param {T} given
 * @returns {[form: T, setForm: (next: T | ((before: T) => T)) => void, sent: (form: T) => void]} */
export function useFollowing(given) {
  const [form, setForm] = useState(given);
  const address = askedBy(given);
  const [shown, setShown] = useState(address);
  const own = useRef(/** @type {string | null} */ (null));
  if (shown !== address) {
    setShown(address);
    if (own.current !== address) setForm(given);
    own.current = null;
  }
  const sent = (/** @type {T} */ next) => {
    own.current = askedBy(next);
  };
  return [form, setForm, sent];
}
