/** Finds the row of a parcel by the label on it: scanned, or typed. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { Field } from '../../../shared/ui.js';
import { findPosting } from '../../generated/client.js';
import { useNewest } from '../../newest.js';

/** @import { PostingRow } from '../../../shared/generated/types' */
/** @import { Told } from '../../../shared/vendor/preact.js' */

export const LABEL = 'label'; // id of the field
const MOST = 40; // characters

/** Digits as they are on the label, without the gaps.  @param {string} text */
const plain = (text) => text.replace(/\s/g, '');

/** rows: of the page, which are not asked for; onFound(row): of whichever page; throws why
 * that one is not gone on with.  A scanner is fast: what it types before the answer takes the place of what was asked
 * for, and no answer moves the cursor away in the middle of it.
 * @param {{ taskId: string, rows: PostingRow[], onFound: (row: PostingRow) => unknown }} props */
export function ScanLabel({ taskId, rows, onFound }) {
  const [number, setNumber] = useState('');
  const [run, , error, drop] = useNewest();
  const find = () => {
    const wanted = plain(number);
    if (!wanted) return;
    const here = rows.find((row) => plain(row.number) === wanted);
    const look = async () => here ?? (await findPosting(taskId, { number: wanted }));
    run(wanted, look, (row) => {
      onFound(row);
      setNumber('');
    });
  };
  const keyed = (/** @type {KeyboardEvent & { currentTarget: HTMLInputElement }} */ event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    event.currentTarget.select();
    find();
  };
  const typed = (/** @type {Told} */ { target }) => {
    setNumber(target.value);
    drop();
  };
  return html`
    <${Field} name=${LABEL} label="扫描标签" value=${number} maxlength=${MOST} autocomplete="off" onInput=${typed}
        onKeyDown=${keyed} hint="标签上的二维码，或订单号：找到这一单，接着扫快递单号"
        error=${error && [error.message, error.action].filter(Boolean).join('，')} />
  `;
}
