/** The rows that were not taken: each cell that is wrong can be corrected here, or outside in a file of them. */
import { html } from '../../../shared/vendor/preact.js';
import { CSV } from '../../../shared/csv.js';
import { useKept, useWork } from '../../../shared/hooks.js';
import { drop } from '../../../shared/kept.js';
import { More, usePaged } from '../../../shared/paged.js';
import { Await, ErrorBox } from '../../../shared/ui.js';
import { correctImport, fetchWrongRows, listWrongRows } from '../../generated/client.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { grouped } from '../../ui/charts/scale.js';
import { TYPES, useDrop } from './drop.js';
import { saveFile } from './examples.js';
import { columnsOf, counted, isChanged, NOTHING, skipping, tableOf, typed } from './fix.js';
import { Sending, useSend } from './send.js';

/** @import { ImportView, WrongRowView, WrongRowViews } from '../../../shared/generated/types' */
/** @import { Fix } from './fix.js' */

const ABOUT = '这些行只保留一天。改好的行和原来的表一起重新检查，全部正确才写入；改好的表也可以拖到这里。';

const MOST_CELL = 1000; // characters, as the table's reader takes them: what a picture of a code says is pasted here

/** @param {WrongRowView} row @param {string} column */
const saidOf = ({ wrong }, column) =>
  wrong
    .filter((cell) => cell.column === column)
    .map(({ message }) => message)
    .join('；');

/** One wrong cell of a row, or the row as a whole where no cell is to blame; first: it says the row's number.
 * @param {{ row: WrongRowView, column: string, first: boolean, fix: Fix, onFix: (fix: Fix) => unknown }} props */
function Cell({ row, column, first, fix, onFix }) {
  const { line, cells } = row;
  const skips = Boolean(fix.skipped[line]);
  const isCell = column in cells;
  const now = fix.cells[line]?.[column] ?? cells[column];
  const same = now === cells[column];
  return html`<tr class=${skips ? 'row-skipped' : null}>
    <th scope="row" class="number">${first && grouped(line)}</th>
    <td class="nowrap">${column}</td>
    <td class="was">${isCell ? cells[column] || html`<span class="soft">空</span>` : ''}</td>
    <td>${saidOf(row, column)}</td>
    <td class="mend">${
      isCell &&
      html`<input class="input" type="text" value=${now} disabled=${skips} maxlength=${MOST_CELL} autocomplete="off"
          aria-label=${`第 ${line} 行 ${column} 改成`} aria-invalid=${same && !skips ? 'true' : null}
          onInput=${(/** @type {{ target: HTMLInputElement }} */ { target }) =>
            onFix(typed(fix, line, column, target.value))} />`
    }</td>
    <td class="act">${
      first &&
      html`
        ${!skips && isChanged(fix, row) && html`<span class="mended">已改</span>`}
        <button type="button" class="text-btn" aria-pressed=${skips} aria-label=${`跳过第 ${line} 行`}
            onClick=${() => onFix(skipping(fix, line, !skips))}>${skips ? '不跳过' : '跳过此行'}</button>
      `
    }</td>
  </tr>`;
}

/** @param {{ rows: WrongRowView[], fix: Fix, onFix: (fix: Fix) => unknown }} props */
const Rows = ({ rows, fix, onFix }) => html`<div class="table-box" role="region" aria-label="要改的行" tabindex="0">
  <table class="table wrong-rows">
    <caption class="unseen">要改的行</caption>
    <thead><tr>
      <th scope="col" class="number">行</th><th scope="col">列</th><th scope="col">表里写的</th>
      <th scope="col">哪里不对</th><th scope="col">改成</th><th scope="col" class="act">处理</th>
    </tr></thead>
    <tbody>${rows.map((row) => {
      const named = columnsOf(row);
      const others = row.wrong.map(({ column }) => column).filter((column) => !named.includes(column));
      return [...named, ...new Set(others)].map(
        (column, place) => html`
          <${Cell} key=${`${row.line} ${column}`} ...${{ row, column, fix, onFix }} first=${place === 0} />
        `,
      );
    })}</tbody>
  </table>
</div>`;

/** What is left to do, in words.  left: of the rows that are there; hasMore: others follow.
 * @param {{ left: number, known: number, hasMore: boolean }} props */
const Foot = ({ left, known, hasMore }) => html`<span class="small">
  ${left > 0 && `还有 ${grouped(left)} 行没改。`}${
    hasMore && `只列出前 ${grouped(known)} 行，其余的请点“载入更多”，或下载后在表格里改。`
  }
</span>`;

/** onSent(import): it runs again.
 * @param {{ job: ImportView, onSent: (job: ImportView) => unknown }} props */
export function WrongRows({ job, onSent }) {
  const { import_id: id, corrections } = job;
  const ask = async (/** @type {string | null} */ cursor) => {
    const { rows, place } = await listWrongRows(id, { place: cursor ?? 0 });
    return { rows, cursor: place === null ? null : String(place) };
  };
  const list = usePaged(ask, ({ rows }) => rows, [id, corrections, job.wrong]);
  const name = `import.${id}.${corrections}`;
  const [fix, onFix] = useKept(name, NOTHING); // leaving for a moment loses nothing
  const [run, busy, error] = useWork();
  const [send, share] = useSend();
  const [changed, skipped, left] = counted(fix, list.rows);

  const sendTable = (/** @type {Blob} */ blob) =>
    run(async () => {
      const uploadId = await send(blob);
      if (!uploadId) return;
      const sent = await correctImport(id, { upload_id: uploadId, seen: corrections });
      drop(name);
      onSent(sent);
    });
  const sendTyped = (/** @type {boolean} */ skipRest) =>
    sendTable(new Blob([tableOf(fix, list.rows, skipRest)], { type: CSV }));
  const [over, zone] = useDrop((file) => !busy && sendTable(file));
  const rest = job.rows - job.skipped - skipped - left;
  return html`<div class=${over ? 'mending drop-over' : 'mending'} ...${zone}>
    <${Card} title="要改的行" beside=${`${grouped(job.wrong)} 处`} foot=${ABOUT}>
      <${Await} of=${list.first}>${(/** @type {WrongRowViews} */ _) => html`
        <${Rows} rows=${list.rows} fix=${fix} onFix=${onFix} />
        <${More} of=${list} />
      `}<//>
      <${ErrorBox} error=${error} />
      <${Sending} of=${share} />
      <div class="bar wrong-acts">
        <${Button} kind="default" busy=${busy} onClick=${() => run(async () => saveFile(await fetchWrongRows(id)))}>
          下载这些行
        <//>
        <label class="weui-btn weui-btn_default">
          传回改好的表
          <input type="file" class="unseen" accept=${TYPES} disabled=${busy}
              onChange=${(/** @type {{ target: HTMLInputElement }} */ { target }) => {
                const file = target.files?.[0];
                target.value = '';
                if (file) sendTable(file);
              }} />
        </label>
        <span class="push"><${Foot} left=${left} known=${list.rows.length} hasMore=${list.cursor !== null} /></span>
        ${
          left > 0 &&
          !list.cursor &&
          html`<${Button} kind="default" busy=${busy} onClick=${() => sendTyped(true)}>
            跳过 ${grouped(skipped + left)} 行，写入${job.state === 'DONE' ? '改好的' : `其余 ${grouped(rest)} 行`}
          <//>`
        }
        <${Button} busy=${busy} disabled=${changed + skipped === 0} onClick=${() => sendTyped(false)}>重新检查<//>
      </div>
    <//>
  </div>`;
}
