/** The packages of a task: approved photos with their lists, made behind the scenes and fetched here. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';
import { rarer, useLoaded, useRepeated } from '../../shared/hooks.js';
import { Await, Page } from '../../shared/ui.js';
import { createPackage, listPackages, showTask, taskProgress } from '../generated/client.js';
import { Ask } from '../parts/ask.js';
import { DeliveryPlaces } from '../parts/delivery/places.js';
import { isMade, Package } from '../parts/task/package.js';
import { StateLinks } from '../parts/task/progress.js';
import { useMay } from '../session.js';
import { withoutClass } from '../task_figures.js';
import { FILE_WORDS, templateInWords } from '../task_words.js';
import { Button } from '../ui/button.js';
import { Empty } from '../ui/empty.js';

/** @import { DeskTask, PackageList } from '../../shared/generated/types' */

const PACE = rarer(1500, 15_000);
const SETTLES = rarer(2000, 60_000); // what is counted is a moment behind the orders
const PARTS = [
  ['', '50 MB'],
  ['10', '10 MB'],
  ['20', '20 MB'],
  ['100', '100 MB'],
];

/** @param {string} mode */
const questionsOf = (mode) => ({
  file_name: {
    label: '文件名模板',
    most: 120,
    hint: `留空按任务的设置。变量：${Object.entries(FILE_WORDS)
      .filter(([word]) => mode !== 'PLAIN' || word !== 'collect_code')
      .map(([word, [what]]) => `{${word}} ${what}`)
      .join('，')}`,
  },
  part_mb: { label: '每个压缩包最大', options: PARTS },
});

/** @param {{ task: DeskTask, onDone: () => unknown, onNo: () => unknown }} props */
function Create({ task, onDone, onNo }) {
  const { task_id: id, settings } = task;
  const { value: progress } = useLoaded(() => taskProgress(id), [id]);
  const lacking = progress && settings.task_type === 'GROUP' ? withoutClass(progress) : 0;
  const create = async (/** @type {Record<string, string>} */ { file_name: template, part_mb: part }) => {
    await createPackage(id, { file_name: template || null, part_mb: part ? Number(part) : null });
    await onDone();
  };
  return html`
    <${Ask} title="生成制作包" yes="生成" reason=${false} questions=${questionsOf(settings.collect_mode)}
        onYes=${create} onNo=${onNo}>
      <p>现在“待制作”的照片全部放进这个包，订单转为“制作中”。以后通过的照片放进下一个包。</p>
      ${
        lacking > 0 &&
        html`<p class="notice notice-warn">
          ${lacking} 个“待制作”的订单没有班级。名单里有的会补上，没有的印成“未填写班级”；可以先导入带班级的名单。
        </p>`
      }
      <p class="hint">任务设置的文件名：${templateInWords(settings.file_name)}</p>
    <//>
  `;
}

// Orders whose photo is not in a package yet, and may be some day.
const OUTSIDE = ['APPROVED', 'IN_REVIEW', 'REJECTED', 'WITHDRAWN', 'CORRECTION'];

/** Who is missing in every package, and where she stands; asked anew as the packages change.
 * @param {{ taskId: string, packages: string }} props */
function Outside({ taskId, packages }) {
  const { value, reload } = useLoaded(() => taskProgress(taskId), [taskId, packages]);
  const [, again] = useRepeated(reload, SETTLES);
  useEffect(again, [packages]);
  const states = value?.states.filter(({ state }) => OUTSIDE.includes(state)) ?? [];
  if (!value || states.length === 0) return null;
  return html`<div class="outside">
    <p class="hint">还没有进包的订单：</p>
    <${StateLinks} of=${{ ...value, states }} />
  </div>`;
}

/** @param {PackageList | null} list */
const statesOf = (list) => (list?.packages ?? []).map(({ state }) => state).join(' ');

/** @param {{ taskId: string }} props */
export default function TaskPackages({ taskId }) {
  const may = useMay();
  const task = useLoaded(() => showTask(taskId), [taskId]);
  const list = useLoaded(() => listPackages(taskId), [taskId]);
  const [asking, setAsking] = useState(false);
  const making = (list.value?.packages ?? []).some((made) => !isMade(made));
  const [over, again] = useRepeated(list.reload, PACE, making);
  const created = async () => {
    await list.reload();
    setAsking(false);
  };
  return html`<${Await} of=${task} title="制作包">${(/** @type {DeskTask} */ its) => html`
    <${Page} title="制作包" back=${`#/tasks/${taskId}`} lead=${its.settings.title} wide
        acts=${may('MANAGER') && html`<${Button} cap="N" onClick=${() => setAsking(true)}>生成制作包<//>`}>
      <${DeliveryPlaces} task=${its} now="packages" />
      ${!may('MANAGER') && html`<p class="hint">制作包由管理员生成和下载。</p>`}
      <${Outside} taskId=${taskId} packages=${statesOf(list.value)} />
      <${Await} of=${list}>${(/** @type {PackageList} */ { packages }) =>
        packages.length
          ? packages.map((made) => html`<${Package} key=${made.package_id} made=${made} onChange=${list.reload} />`)
          : html`<p class="none">
            <${Empty} sign="import" title="还没有制作包">有照片审核通过后可以生成。<//>
          </p>`}<//>
      ${
        making &&
        over &&
        html`<p class="notice notice-warn">
          生成时间较长。<button type="button" class="text-btn" onClick=${again}>继续等待</button>
        </p>`
      }
      ${asking && html`<${Create} task=${its} onDone=${created} onNo=${() => setAsking(false)} />`}
    <//>
  `}<//>`;
}
