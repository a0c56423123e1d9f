/** What a table of some kind looks like: its columns, and an example to fill in. */
import { html } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { save } from '../../../shared/save.js';
import { Await } from '../../../shared/ui.js';
import { showTableKind } from '../../generated/client.js';
import { Card } from '../../ui/card.js';
import { KINDS } from './words.js';

/** @import { TableFile, TableKind } from '../../../shared/generated/types' */

/** @param {TableFile} file */
export const saveFile = ({ name, data }) =>
  save(
    name,
    'application/octet-stream',
    Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)),
  );

/** kind, taskId: of the table; what it needs of a student depends on the task.
 * @param {{ kind: string, taskId: string | null }} props */
export function Examples({ kind, taskId }) {
  const loaded = useLoaded(() => showTableKind(kind, { task_id: taskId }), [kind, taskId]);
  return html`<${Card} title="表格的列" beside=${KINDS[kind].name}
      foot="第一行是表头，可以有其他列。单号、学号、采集码所在的列请先设为“文本”再填写。">
    <p class="small">${KINDS[kind].about}</p>
    <${Await} of=${loaded}>${(/** @type {TableKind} */ { columns, examples }) => html`
      <dl class="facts">${columns.map(
        ({ name, about, accepted: [, ...others] }) => html`<div key=${name}><dt>${name}</dt>
          <dd>${about}${others.length > 0 && html`<br />没有这一列时，也认：${others.join('、')}`}</dd></div>`,
      )}</dl>
      <ul class="rows-plain">${examples.map(
        (file) => html`<li key=${file.name}>
          <span>${file.name}</span>
          <button type="button" class="text-btn push" aria-label=${`下载${file.name}`}
              onClick=${() => saveFile(file)}>下载</button>
        </li>`,
      )}</ul>
    `}<//>
  <//>`;
}
