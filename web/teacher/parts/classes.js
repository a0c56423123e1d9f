/** The classes of a task, those with the most students who must act first. */
import { html, useState } from '../../shared/vendor/preact.js';
import { rowsOf } from '../figures.js';
import { noticeToClass } from '../notices.js';
import { Bar, inWords } from './bar.js';
import { Copy } from './copy.js';
import { HeadField } from './heads.js';
import { Members } from './members.js';
import { isClosed } from '../view.js';

/** @import { TeacherView } from '../../shared/generated/types' */
/** @import { Row } from '../figures.js' */
/** @import { Headcounts } from '../session.js' */
/** @typedef {{ view: TeacherView, heads: Headcounts, onHeads: (key: string, heads: number) => unknown }} Typed */

const FEW = 8; // classes before somebody asks for all
const MANY = 5; // people of a class who must act

/** @param {{ row: Row }} props */
const Gap = ({ row }) =>
  row.total === null && !row.mustAct
    ? html`<span class="gap tiny">未填人数</span>`
    : html`<span class=${row.mustAct > MANY ? 'gap gap-many' : 'gap'}><b>${row.mustAct}</b> 人要办</span>`;

/** @param {{ token: string, row: Row } & Typed} props */
function OneClass({ token, view, row, heads, onHeads }) {
  const [open, setOpen] = useState(false);
  const people = view.listed && view.kind === 'LIST';
  return html`<li class="class">
    <details onToggle=${(/** @type {{ target: HTMLDetailsElement }} */ { target }) => setOpen(target.open)}>
      <summary>
        <span><b>${row.name}</b> <span class="tiny">${row.college}</span></span>
        <${Gap} row=${row} />
        <${Bar} of=${row} name=${row.name} />
        <span class="tiny words">${[...inWords(row), ...(row.total === null ? [] : [`共 ${row.total}`])].map(
          (words) => html`<span>${words}</span> `,
        )}</span>
      </summary>
      ${
        open &&
        html`<div class="inside">
          ${
            !view.listed &&
            html`<${HeadField} name=${`heads-${row.key}`} label=${`${row.name}的人数`} value=${heads[row.key]}
              onInput=${(/** @type {number} */ count) => onHeads(row.key, count)} />`
          }
          ${
            people
              ? html`<${Members} token=${token} view=${view} row=${row} />`
              : !isClosed(view) &&
                html`<${Copy} text=${noticeToClass(view, row, [], location.origin)} label=${`${row.name}的通知`}>
                复制本班通知
              <//>`
          }
        </div>`
      }
    </details>
  </li>`;
}

/** @param {{ token: string } & Typed} props */
export function Classes({ token, view, heads, onHeads }) {
  const [college, setCollege] = useState('');
  const [all, setAll] = useState(false);
  const rows = rowsOf(view.classes, heads);
  const colleges = [...new Set(rows.map((row) => row.college))];
  const wanted = rows.filter((row) => !college || row.college === college);
  const shown = all ? wanted : wanted.slice(0, FEW);
  return html`<section class="card list" aria-labelledby="classes">
    <header><h2 id="classes">按班级</h2><span class="tiny">要办的多的在上</span></header>
    ${
      colleges.length > 1 &&
      html`<div class="chips" role="group" aria-label="学院" tabindex="0">${['', ...colleges].map(
        (one) => html`
          <button type="button" class="chip" aria-pressed=${one === college ? 'true' : 'false'}
              onClick=${() => setCollege(one)}>
            ${one || '全部学院'}
          </button>
        `,
      )}</div>`
    }
    ${
      shown.length
        ? html`<ul class="plain">${shown.map(
            (row) => html`
            <${OneClass} key=${row.key} ...${{ token, view, row, heads, onHeads }} />
          `,
          )}</ul>`
        : html`<p class="inside">还没有学生办理</p>`
    }
    ${
      wanted.length > FEW &&
      html`<p class="list-end"><button type="button" class="text-btn" onClick=${() => setAll(!all)}>
        ${all ? `只看前 ${FEW} 个班` : `全部 ${wanted.length} 个班`}
      </button></p>`
    }
  </section>`;
}
