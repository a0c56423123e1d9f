/** The prints that wait to be posted, a row each: scan the waybill, Enter saves it and goes to the next. */
import { html, useLayoutEffect, useRef, useState } from '../../../shared/vendor/preact.js';
import { useKept } from '../../../shared/hooks.js';
import { Refusal } from '../../../shared/http.js';
import { Table } from '../../../shared/table.js';
import { Field } from '../../../shared/ui.js';
import { COURIERS } from '../../generated/labels.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { fieldOf, goTo, useEntries } from './entries.js';
import { LABEL, ScanLabel } from './scan_label.js';

/** @import { PostingRow } from '../../../shared/generated/types' */
/** @import { Column } from '../../../shared/table.js' */
/** @import { Told } from '../../../shared/vendor/preact.js' */

const NEXT = 'posting-next'; // id of the way to the next ones
const MOST = 40; // characters of a waybill

/** first: the words where none is chosen.  @param {{ first: string, chosen: string }} props */
const Couriers = ({ first, chosen }) => html`
  <option value="" selected=${!chosen}>${first}</option>
  ${Object.entries(COURIERS).map(
    ([code, name]) => html`<option key=${code} value=${code} selected=${code === chosen}>${name}</option>`,
  )}
`;

/** @param {ReturnType<typeof useEntries>} entries @returns {Column<PostingRow>[]} */
const columnsOf = ({ of, set, courierOf, send }) => [
  [
    '学生',
    ({ order_id: id, name, student_no: no }) => html`
      <a href=${`#/orders/${id}`}>${name || '未填写姓名'}</a> <small class="mono">${no}</small>
    `,
    'nowrap',
  ],
  ['学院、班级', ({ college, class_name: name }) => html`${college} <small>${name}</small>`],
  ['版面', ({ layout }) => layout, 'nowrap'],
  [
    '快递公司',
    ({ order_id: id, name }) => html`
      <select class="input" aria-label=${`${name}的快递公司`} value=${courierOf(id)} disabled=${of(id).state !== 'open'}
          onChange=${({ target }) => set(id, { courier: target.value, error: '' })}>
        <${Couriers} first="请选择" chosen=${courierOf(id)} />
      </select>
    `,
  ],
  [
    '快递单号',
    (row) => {
      const { order_id: id, name } = row;
      const { number, state, error } = of(id);
      const keyed = (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== 'Enter' || event.isComposing) return;
        event.preventDefault();
        send(row);
      };
      return html`
        <input class="input mono" id=${fieldOf(id)} aria-label=${`${name}的快递单号`} value=${number} maxlength=${MOST}
            autocomplete="off" spellcheck=${false} disabled=${state !== 'open'} onKeyDown=${keyed}
            aria-invalid=${error ? 'true' : null} aria-describedby=${error ? `${fieldOf(id)}-error` : null}
            onInput=${({ target }) => set(id, { number: target.value, error: '' })} />
        ${error && html`<p class="field-error" id=${`${fieldOf(id)}-error`} role="alert">${error}</p>`}
      `;
    },
    'waybill',
  ],
  [
    '登记',
    (row) => {
      const { order_id: id, name } = row;
      const { state } = of(id);
      if (state === 'posted')
        return html`<div class="bar">
          <${Badge} turn="well">已寄<//>
          <button type="button" class="text-btn" aria-label=${`改${name}的单号`}
              onClick=${() => set(id, { state: 'open' })}>改</button>
        </div>`;
      return html`
        <${Button} kind="default" busy=${state === 'going'} aria-label=${`登记${name}的单号`}
            onClick=${() => send(row)}>登记<//>
      `;
    },
    'act',
  ],
];

/** onNext: reads those that still wait.
 * @param {{ taskId: string, rows: PostingRow[], onNext: () => unknown, empty: string }} props */
export function PostingRows({ taskId, rows: own, onNext, empty }) {
  const [scanned, setScanned] = useState(/** @type {PostingRow[]} */ ([])); // of other pages, the newest first
  const rows = [...scanned.filter((one) => !own.some(({ order_id: id }) => id === one.order_id)), ...own];
  const [wanted, setWanted] = useState('');
  useLayoutEffect(() => {
    if (wanted) goTo(fieldOf(wanted)); // before the paint: a scanner's next key may come with it
    setWanted('');
  }, [wanted]);
  const labelled = useRef(new Set()); // whose label was scanned: then comes the next one's label
  const after = (/** @type {PostingRow} */ { order_id: id }) => (labelled.current.has(id) ? LABEL : null);
  const found = (/** @type {PostingRow} */ row) => {
    const { state, courier: by, number } = entries.of(row.order_id);
    if (state !== 'open') {
      const message = `这一单已登记${COURIERS[by]} ${number}`;
      throw new Refusal({ code: 'posted', message, action: '要改请按“改”' }, 409);
    }
    labelled.current.add(row.order_id);
    if (!rows.some(({ order_id: id }) => id === row.order_id)) setScanned([row, ...scanned]);
    // Whoever went on in another row by hand keeps her cursor: half a waybill would go on in this one.
    if (!document.activeElement?.matches(`input:not(#${LABEL}), select`)) setWanted(row.order_id);
  };
  const next = () => {
    setScanned([]);
    onNext();
  };
  const [courier, setCourier] = useKept('posting-courier', '');
  const entries = useEntries({ rows, courier, after, last: NEXT });
  const { posted, failed, going } = entries;
  const choose = (/** @type {Told} */ { target }) => setCourier(target.value);
  if (rows.length === 0) return html`<p class="none">${empty}</p>`;
  return html`
    <div class="bar posting-bar">
      <${Field} name="courier" label="快递公司" as="select" value=${courier} onInput=${choose}
          hint="用于下面每一行，单独一行可以另选">
        <${Couriers} first="请选择" chosen=${courier} />
      <//>
      <${ScanLabel} taskId=${taskId} rows=${rows} onFound=${found} />
      <p role="status">
        ${posted > 0 && html`本页已寄 <b>${posted}</b> / ${rows.length} 单`}
        ${failed > 0 && html` <span class="warned">${failed} 单没有保存</span>`}
      </p>
      <${Button} id=${NEXT} kind=${posted === rows.length ? 'primary' : 'default'} busy=${going > 0}
          onClick=${() => going || next()}>看下一批<//>
    </div>
    <${Table} title="待寄" columns=${columnsOf(entries)} rows=${rows}
        keyOf=${(/** @type {PostingRow} */ { order_id: id }) => id} />
  `;
}
