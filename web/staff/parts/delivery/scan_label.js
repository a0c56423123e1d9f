/** Finds the row of a parcel by the label on it: scanned, or typed. */
import { html, useEffect, useState } from '../../../shared/vendor/preact.js';
import { useWork } from '../../../shared/hooks.js';
import { Field } from '../../../shared/ui.js';
import { findPosting } from '../../generated/client.js';

/** @import { PostingRow } from '../../../shared/generated/types' */
/** @import { Told } from '../../../shared/vendor/preact.js' */

export const LABEL = 'label'; // id of the field
const MOST = 40; // characters

/** Digits as they are on the label, without the gaps.  @param {string} text */
const plain = (text) => text.replace(/\s/g, '');

/** rows: of the page, which are not asked for; onFound(row): of whichever page; throws why
 * that one is not gone on with.
 * @param {{ taskId: string, rows: PostingRow[], onFound: (row: PostingRow) => unknown }} props */
export function ScanLabel({ taskId, rows, onFound }) {
  const [number, setNumber] = useState('');
  const [run, , error, forget] = useWork();
  useEffect(() => {
    if (error) /** @type {HTMLInputElement} */ (document.getElementById(LABEL)).select(); // the next scan replaces it
  }, [error]);
  const find = () =>
    run(async () => {
      const wanted = plain(number);
      if (!wanted) return;
      const here = rows.find((row) => plain(row.number) === wanted);
      onFound(here ?? (await findPosting(taskId, { number: wanted })));
      setNumber('');
    });
  const keyed = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    find();
  };
  const typed = (/** @type {Told} */ { target }) => {
    setNumber(target.value);
    forget(null);
  };
  return html`
    <${Field} name=${LABEL} label="扫描标签" value=${number} maxlength=${MOST} autocomplete="off" onInput=${typed}
        onKeyDown=${keyed} hint="标签上的二维码，或订单号：找到这一单，接着扫快递单号"
        error=${error && [error.message, error.action].filter(Boolean).join('，')} />
  `;
}
