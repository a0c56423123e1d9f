/** A form with a password and the authenticator's code, which is good for one try. */
import { useState } from '../../shared/vendor/preact.js';
import { useWork } from '../../shared/hooks.js';
import { focusFirst } from '../../shared/ui.js';

/** @import { Errors } from '../../shared/hooks.js' */
/** @import { Told } from '../../shared/vendor/preact.js' */

/** set(name): the listener of a field; submit: of the form, which sends it when nothing is wrong.
 * @template {{ code: string }} T
 * @param {T} empty @param {(form: T) => Errors} wrongOf @param {(form: T) => Promise<unknown>} send */
export function useSecretForm(empty, wrongOf, send) {
  const [form, setForm] = useState(empty);
  const [wrong, setWrong] = useState(/** @type {Errors} */ ({}));
  const [run, busy, error] = useWork();
  const set =
    (/** @type {keyof T} */ name) =>
    (/** @type {Told} */ { target }) =>
      setForm((before) => ({ ...before, [name]: target.value }));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const errors = wrongOf(form);
    setWrong(errors);
    if (focusFirst(errors)) return;
    run(async () => {
      try {
        await send(form);
      } catch (refusal) {
        setForm((before) => ({ ...before, code: '' }));
        throw refusal;
      }
    });
  };
  return { form, wrong, set, submit, busy, error };
}
