/** An enrolment with an unpaid order of another account: the ID's last four take it over. */
import { html, useCallback, useRef, useState } from '../../shared/vendor/preact.js';
import { FIELDS } from '../../shared/generated/rules.js';
import { Button, Field } from '../../shared/ui.js';
import { folded, wrongOf } from '../../shared/both/answers.js';

/** @import { Refusal } from '../../shared/http.js' */

/** Wrong digits and lost lines leave the offer as it is.
 * @param {{ code: string, status: number }} props */
const isTryAgain = ({ code, status }) => code === 'wrong_id_tail' || (code && (!status || status >= 500));

/** [offer, forget]: the refusal that offers a takeover, for as long as trying again may help.
 * @param {Refusal | null} error @returns {[offer: Refusal | null, forget: () => void]} */
export function useOffer(error) {
  const offer = useRef(/** @type {Refusal | null} */ (null));
  if (error?.data?.takeover) offer.current = error;
  else if (error && !isTryAgain(error)) offer.current = null;
  return [
    offer.current,
    useCallback(() => {
      offer.current = null;
    }, []),
  ];
}

/** error: what the last try met, which at first is the offer itself.
 * @param {{ offer: Refusal, error: Refusal | null, busy: boolean, onTail: (tail: string) => unknown }} props */
export function Takeover({ offer, error, busy, onTail }) {
  const [tail, setTail] = useState('');
  const [wrong, setWrong] = useState('');
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const bad = wrongOf(FIELDS.id_tail, tail);
    setWrong(bad);
    if (!bad) onTail(folded(FIELDS.id_tail, tail));
  };
  const met = error && error !== offer ? error.sentence : null;
  return html`<form class="error-box" onSubmit=${submit} noValidate>
    <div role="alert"><p class="error-what">${offer.message}</p><p>${offer.action}</p></div>
    <${Field} name="takeover" label=${FIELDS.id_tail.label} value=${tail} maxlength="4" autocomplete="off"
        error=${wrong || met} onInput=${({ target }) => setTail(target.value.toUpperCase())} />
    <${Button} type="submit" busy=${busy}>验证并继续<//>
  </form>`;
}
