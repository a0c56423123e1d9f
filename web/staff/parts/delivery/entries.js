/** Waybills as they are entered, one a row: checked, sent on their own, and the next one at once. */
import { useRef, useState } from '../../../shared/vendor/preact.js';
import { refusalOf } from '../../../shared/hooks.js';
import { postPrints } from '../../generated/client.js';

/** @import { PostingRow } from '../../../shared/generated/types' */
/**
 * @typedef {object} Entry
 * @property {string} courier its code; empty: the one chosen for all
 * @property {string} number
 * @property {'open' | 'going' | 'posted'} state
 * @property {string} error
 */

/** @type {Entry} */
const NEW = { courier: '', number: '', state: 'open', error: '' };

/** The field of a row's waybill.  @param {string} orderId */
export const fieldOf = (orderId) => `waybill-${orderId}`;

/** Goes where the next scan belongs, which takes the place of what stands there.  @param {string} id */
export function goTo(id) {
  const place = document.getElementById(id);
  place?.focus();
  if (place instanceof HTMLInputElement) place.select();
}

/** @param {string} text */
const plain = (text) => text.replace(/\s/g, '');

/** What is wrong with a row, before it is sent; empty: nothing.
 * @param {Entry} entry @param {string} courier @param {string | null} twin whose parcel has that waybill already
 * @param {string} order the row's own number: the label is beside the waybill, and is scanned twice */
function wrongOf({ number }, courier, twin, order) {
  if (!courier) return '请选择快递公司';
  if (!number.trim()) return '请扫描或填写快递单号';
  if (plain(number) === plain(order)) return '这是订单号，不是快递单号，请扫描快递面单上的单号';
  return twin === null ? '' : `和${twin}的单号相同，请扫描这一件的单号`;
}

/** rows: of the page; courier: chosen for all rows that have none of their own; after(row): the id of where to go on
 * after that one, null for the next row; last: of where to go when there is none left.
 * @param {{ rows: PostingRow[], courier: string, after: (row: PostingRow) => string | null, last: string }} props */
export function useEntries({ rows, courier, after, last }) {
  const [entries, setEntries] = useState(/** @type {Record<string, Entry>} */ ({}));
  const latest = useRef(entries);
  /** @param {string} id */
  const of = (id) => latest.current[id] ?? NEW;
  const set = (/** @type {string} */ id, /** @type {Partial<Entry>} */ changes) => {
    latest.current = { ...latest.current, [id]: { ...of(id), ...changes } };
    setEntries(latest.current);
  };
  const courierOf = (/** @type {string} */ id) => of(id).courier || courier;

  /** @param {PostingRow} row */
  const twinOf = (row) => {
    const mine = of(row.order_id).number.trim();
    const twin = rows.find(({ order_id: id }) => {
      const { state, number } = of(id);
      return id !== row.order_id && state !== 'open' && number.trim() === mine;
    });
    return twin ? twin.name || twin.number : null;
  };
  /** The next row below that waits, else the first one that does.  @param {PostingRow} row */
  const goOn = (row) => {
    const at = rows.indexOf(row);
    const next = [...rows.slice(at + 1), ...rows.slice(0, at)].find(({ order_id: id }) => of(id).state === 'open');
    goTo(after(row) ?? (next ? fieldOf(next.order_id) : last));
  };
  const send = async (/** @type {PostingRow} */ row) => {
    const { order_id: id } = row;
    if (of(id).state !== 'open') return;
    const error = wrongOf(of(id), courierOf(id), twinOf(row), row.number);
    set(id, { error });
    if (error) {
      goTo(fieldOf(id));
      return;
    }
    const posted = { courier: courierOf(id), number: of(id).number.trim() };
    set(id, { ...posted, state: 'going' });
    goOn(row);
    try {
      await postPrints(id, posted);
      set(id, { state: 'posted' });
    } catch (caught) {
      const { message, action } = refusalOf(caught);
      set(id, { state: 'open', error: [message || '没有保存', action].filter(Boolean).join('，') });
    }
  };
  /** @param {(entry: Entry) => unknown} is */
  const count = (is) => rows.filter(({ order_id: id }) => is(of(id))).length;
  return {
    of,
    set,
    courierOf,
    send,
    posted: count(({ state }) => state === 'posted'),
    going: count(({ state }) => state === 'going'),
    failed: count(({ state, error }) => state === 'open' && error),
  };
}
