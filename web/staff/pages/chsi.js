/** What CHSI refused that we passed: how much of it, why, and which photos. */
import { html } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { go, link } from '../../shared/router.js';
import { Await, Field, Page } from '../../shared/ui.js';
import { chsiFigures, listRefused, listTasks } from '../generated/client.js';
import { Table } from '../../shared/table.js';
import { asked, inAddress, Refused } from '../parts/chsi/refused.js';
import { Words } from '../parts/chsi/words.js';
import { Card } from '../ui/card.js';
import { grouped } from '../ui/charts/scale.js';
import { Share } from '../ui/charts/share.js';
import { usePages } from '../ui/pages.js';
import { Stat, Stats } from '../ui/stat.js';

/** @import { ChsiFigures, DeskTask, RefusedFor } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Chosen } from '../parts/chsi/refused.js' */
/** @import { Turned } from '../ui/pages.js' */

const SEASONS = 4; // to choose from, this one and those before

/** @param {number} part @param {number} whole */
const percent = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(1)}%` : '—');

/** @param {Chosen} chosen @param {number} refused @returns {Column<RefusedFor>[]} */
const columns = (chosen, refused) => [
  [
    '原因',
    ({ code, message }) => html`
      <a href=${link('/chsi', { ...chosen, code: inAddress(code) })}
          aria-current=${chosen.code === inAddress(code) ? 'true' : null}>${message}</a>
    `,
  ],
  ['张', ({ photos }) => grouped(photos), 'number'],
  ['占退回', ({ photos }) => percent(photos, refused), 'number'],
  [
    '比例',
    ({ message, photos }) => html`
      <${Share} label=${message} parts=${[{ tone: 'reject', label: '退回', value: photos }]} total=${refused} />
    `,
    'of-bar',
  ],
];

/** onLearnt(): the figures, and the reasons of the photos, are others now.
 * @param {{ of: ChsiFigures, chosen: Chosen, onLearnt: () => unknown }} props */
const Figures = ({ of: { accepted, refused, reasons, words, other_words }, chosen, onLearnt }) => html`
  <${Stats}>
    <${Stat} label="学信网已答复" unit="张" figure=${grouped(accepted + refused)} />
    <${Stat} label="退回" unit="张" figure=${grouped(refused)} />
    <${Stat} label="退回率" figure=${percent(refused, accepted + refused)} />
  <//>
  <div class="beside">
  <${Card} title="退回的原因" beside=${
    chosen.code && html`<a href=${link('/chsi', { ...chosen, code: null })}>看全部原因</a>`
  } foot="按导入的学信网结果计算；手工登记的不在内。">
    <${Table} title="退回的原因" columns=${columns(chosen, refused)} rows=${reasons}
        keyOf=${(/** @type {RefusedFor} */ { code }) => inAddress(code)} empty="没有退回的照片" />
  <//>
  <${Words} words=${words} others=${other_words} onLearnt=${onLearnt} />
  </div>
`;

/** @param {{ tasks: DeskTask[], season: number, chosen: Chosen }} props */
function Filter({ tasks, season, chosen }) {
  const seasons = Array.from({ length: SEASONS }, (_, place) => season - place);
  const set = (/** @type {Partial<Chosen>} */ part) => go('/chsi', { ...chosen, code: null, ...part });
  return html`<div class="bar filter">
    <${Field} name="season" label="采集季" as="select" value=${chosen.season ?? ''}
        onInput=${({ target }) => set({ season: target.value || null, task: null })}>
      <option value="">本季</option>
      ${seasons
        .slice(1)
        .map((year) => html`<option value=${year} selected=${String(year) === chosen.season}>${year} 届</option>`)}
    <//>
    <${Field} name="task" label="任务" as="select" value=${chosen.task ?? ''}
        onInput=${({ target }) => set({ task: target.value || null, season: null })}>
      <option value="">全部任务</option>
      ${tasks.map(
        ({ task_id: id, settings }) => html`<option value=${id} selected=${id === chosen.task}>
          ${settings.title}
        </option>`,
      )}
    <//>
  </div>`;
}

/** task, season, code: what is looked at; code `-`: those without one of our reasons.
 * @param {{ task?: string, season?: string, code?: string } & Turned} props */
export default function Chsi({ task, season, code, ...turned }) {
  const chosen = { task: task ?? null, season: season ?? null, code: code ?? null };
  const { task_id: taskId, season: year } = asked(chosen);
  const of = link('/chsi', chosen);
  const choices = useLoaded(async () => ({
    season: (await chsiFigures({ task_id: null, season: null })).season,
    tasks: (await listTasks()).tasks,
  }));
  const figures = useLoaded(
    async () => ({ taskId, year, found: await chsiFigures({ task_id: taskId, season: year }) }),
    [taskId, year],
  );
  const value = figures.value?.taskId === taskId && figures.value.year === year ? figures.value : null;
  const list = usePages((cursor) => listRefused({ ...asked(chosen), cursor }), of, turned);
  const learnt = () => {
    figures.reload();
    list.reload();
  };
  return html`<${Page} title="学信网退回" lead="我们审核通过、学信网又退回的照片。" wide>
    <${Await} of=${choices}>${(/** @type {{ season: number, tasks: DeskTask[] }} */ { season: now, tasks }) => html`
      <${Filter} tasks=${tasks} season=${now} chosen=${chosen} />
      <${Await} of=${{ ...figures, value }}>${(/** @type {{ found: ChsiFigures }} */ { found }) => html`
        <${Figures} of=${found} chosen=${chosen} onLearnt=${learnt} />
      `}<//>
      <${Refused} key=${of} chosen=${chosen} list=${list}
          titles=${new Map(tasks.map(({ task_id: id, settings }) => [id, settings.title]))} />
    `}<//>
  <//>`;
}
