/** The rows that were not taken, and a file of them, in which they are corrected. */
import { html } from '../../../shared/vendor/preact.js';
import { CSV, csv } from '../../../shared/csv.js';
import { useWork } from '../../../shared/hooks.js';
import { More, usePaged } from '../../../shared/paged.js';
import { Table } from '../../../shared/table.js';
import { Await, ErrorBox } from '../../../shared/ui.js';
import { correctImport, fetchWrongRows, listWrongRows } from '../../generated/client.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { grouped } from '../../ui/charts/scale.js';
import { TYPES, useDrop } from './drop.js';
import { saveFile } from './examples.js';
import { Sending, useSend } from './send.js';

/** @import { ImportView, WrongRowView, WrongRowViews } from '../../../shared/generated/types' */
/** @import { Column } from '../../../shared/table.js' */
/** @typedef {{ line: number, column: string, was: string | undefined, message: string }} Wrong
 * was: undefined where the row as a whole is wrong */

const ABOUT = '下载这些行，在表格里改好，再传回或拖到这里，和原来的表一起重新检查，全部正确才写入。这些行只保留一天。';

/** @param {WrongRowView} row @returns {Wrong[]} */
const wrongOf = ({ line, cells, wrong }) =>
  wrong.map(({ column, message }) => ({ line, column, was: cells[column], message }));

/** @type {Column<Wrong>[]} */
const COLUMNS = [
  ['行', ({ line }) => grouped(line), 'number'],
  ['列', ({ column }) => column, 'nowrap'],
  ['表里写的', ({ was }) => (was === '' ? html`<span class="soft">空</span>` : was), 'was'],
  ['哪里不对', ({ message }) => message],
];

/** The table that leaves the rows out, as the import's correction.  @param {WrongRowView[]} rows */
const skipping = (rows) =>
  new Blob([csv([['原表行号', '处理'], ...rows.map(({ line }) => [line, '跳过'])])], { type: CSV });

/** onSent(import): it runs again.
 * @param {{ job: ImportView, onSent: (job: ImportView) => unknown }} props */
export function WrongRows({ job, onSent }) {
  const { import_id: id, corrections } = job;
  const ask = async (/** @type {string | null} */ cursor) => {
    const { rows, place } = await listWrongRows(id, { place: cursor ?? 0 });
    return { rows, cursor: place === null ? null : String(place) };
  };
  const list = usePaged(ask, ({ rows }) => rows, [id, corrections, job.wrong]);
  const [run, busy, error] = useWork();
  const [send, share] = useSend();
  const sendTable = (/** @type {Blob} */ blob) =>
    run(async () => {
      const uploadId = await send(blob);
      if (uploadId) onSent(await correctImport(id, { upload_id: uploadId, seen: corrections }));
    });
  const [over, zone] = useDrop((file) => !busy && sendTable(file));
  const known = list.rows.length;
  const rest = job.rows - job.skipped - known;
  return html`<div class=${over ? 'mending drop-over' : 'mending'} ...${zone}>
    <${Card} title="要改的行" beside=${`${grouped(job.wrong)} 处`} foot=${ABOUT}>
      <${Await} of=${list.first}>${(/** @type {WrongRowViews} */ _) => html`
        <${Table} title="要改的行" columns=${COLUMNS} rows=${list.rows.flatMap(wrongOf)}
            keyOf=${(/** @type {Wrong} */ { line, column, message }) => `${line} ${column} ${message}`} />
        <${More} of=${list} />
      `}<//>
      <${ErrorBox} error=${error} />
      <${Sending} of=${share} />
      <div class="bar wrong-acts">
        <${Button} busy=${busy} onClick=${() => run(async () => saveFile(await fetchWrongRows(id)))}>下载这些行<//>
        <label class="weui-btn weui-btn_default">
          传回改好的表
          <input type="file" class="unseen" accept=${TYPES} disabled=${busy}
              onChange=${(/** @type {{ target: HTMLInputElement }} */ { target }) => {
                const file = target.files?.[0];
                target.value = '';
                if (file) sendTable(file);
              }} />
        </label>
        <span class="push small">${list.cursor && `只列出前 ${grouped(known)} 行，其余的请点“载入更多”。`}</span>
        ${
          known > 0 &&
          !list.cursor &&
          html`<${Button} kind="default" busy=${busy} onClick=${() => sendTable(skipping(list.rows))}>
            跳过 ${grouped(known)} 行，写入${job.state === 'DONE' ? '改好的' : `其余 ${grouped(rest)} 行`}
          <//>`
        }
      </div>
    <//>
  </div>`;
}
