/** Finds payments or refunds by any number at all. */
import { html, useRef } from '../../../shared/vendor/preact.js';
import { go } from '../../../shared/router.js';
import { Button, Field } from '../../../shared/ui.js';
import { useFollowing } from '../following.js';

/** to: the list's path; now: the number of the address.  The next one is typed over it at once.
 * @param {{ to: string, now: string }} props */
export function ByNumber({ to, now }) {
  const [text, setText, sent] = useFollowing(now);
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    sent(text.trim());
    go(to, { number: text.trim() });
    /** @type {HTMLInputElement | null | undefined} */ (form.current?.querySelector('input'))?.select();
  };
  return html`<form class="money-filter" ref=${form} onSubmit=${submit} noValidate role="search"
      aria-label="按单号查找">
    <${Field} name="number" label="单号" value=${text} maxlength="80" autocomplete="off"
        hint="订单号、商户单号、退款单号，或渠道的交易号"
        beside=${html`<${Button} kind="default" type="submit">查找<//>`}
        onInput=${(/** @type {{ target: HTMLInputElement }} */ { target }) => setText(target.value)} />
  </form>`;
}
