/** How far an import is, in four steps; of one that was refused, how much is to be mended. */
import { html } from '../../../shared/vendor/preact.js';
import { grouped } from '../../ui/charts/scale.js';
import { Icon } from '../../ui/icon.js';
import { isMendable } from './words.js';

/** @import { ImportView } from '../../../shared/generated/types' */

const NAMES = ['上传', '读表', '检查', '写入'];
const OVER = NAMES.length;

/** How many are done.  @param {ImportView} job */
function doneOf({ state, rows }) {
  if (state === 'DONE' || state === 'UNDOING' || state === 'UNDONE') return OVER;
  if (state === 'RUNNING') return 3;
  return rows ? 2 : 1;
}

/** @param {{ job: ImportView }} props */
export function Steps({ job }) {
  const done = doneOf(job);
  return html`
    <ol class="import-steps" aria-label="进度">${NAMES.map(
      (name, place) => html`<li key=${name} class=${place < done ? 'step-done' : null}
          aria-current=${place === done ? 'step' : null}>
        ${place < done ? html`<${Icon} name="check" />` : html`<b aria-hidden="true">${place + 1}</b>`}${name}
      </li>`,
    )}</ol>
    ${
      isMendable(job) &&
      html`
        <p role="status">
          检查了 <b>${grouped(job.rows - job.skipped)}</b> 行，<b
              class="bad">${grouped(job.wrong)}</b> 处要改。还没有写入任何一行。
        </p>
      `
    }
  `;
}
