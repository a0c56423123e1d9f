/** What is printed of a task's packages: sheets by class, and labels. */
import { html, useState } from '../../shared/vendor/preact.js';
import { rarer, useLoaded, useRepeated } from '../../shared/hooks.js';
import { Await, Page } from '../../shared/ui.js';
import { listPrints, showTask } from '../generated/client.js';
import { AskForPrints, canBePrinted } from '../parts/delivery/ask_prints.js';
import { DeliveryPlaces } from '../parts/delivery/places.js';
import { Run } from '../parts/delivery/run.js';
import { Button } from '../ui/button.js';
import { Empty } from '../ui/empty.js';

/** @import { DeskTask, PackagePrints, PrintRunView, TaskPrints as Prints } from '../../shared/generated/types' */

const PACE = rarer(1500, 15_000);

/** The newest first, of whichever package.
 * @param {Prints} prints @returns {{ of: PackagePrints, run: PrintRunView }[]} */
const runsOf = ({ packages }) =>
  packages
    .flatMap((of) => of.runs.map((run) => ({ of, run })))
    .sort((one, other) => other.run.asked_at.localeCompare(one.run.asked_at));

/** @param {{ prints: Prints, onChange: () => Promise<void> }} props */
function Runs({ prints, onChange }) {
  const runs = runsOf(prints);
  if (runs.length > 0) {
    return runs.map(
      ({ of, run }) => html`
        <${Run} key=${`${of.package_id}#${run.run_id}`} of=${of} run=${run} onChange=${onChange} />
      `,
    );
  }
  const can = prints.packages.some(canBePrinted);
  return html`<p class="none">
    <${Empty} sign="import" title="还没有冲印文件">
      ${can ? '选一个制作包，生成版面或标签。' : '先在“制作包”里生成制作包，再从中冲印。'}
    <//>
  </p>`;
}

/** @param {{ taskId: string }} props */
export default function TaskPrints({ taskId }) {
  const task = useLoaded(() => showTask(taskId), [taskId]);
  const list = useLoaded(() => listPrints(taskId), [taskId]);
  const [asking, setAsking] = useState(false);
  const prints = list.value;
  const making = prints !== null && runsOf(prints).some(({ run }) => run.state === 'BUILDING');
  const [over, again] = useRepeated(list.reload, PACE, making);
  const changed = async () => {
    await list.reload();
    again();
  };
  const asked = async () => {
    await changed();
    setAsking(false);
  };
  const can = prints?.packages.some(canBePrinted);
  return html`<${Await} of=${task} title="冲印">${(/** @type {DeskTask} */ its) => html`
    <${Page} title="冲印" back=${`#/tasks/${taskId}`} lead=${its.settings.title} wide
        acts=${can && html`<${Button} cap="N" onClick=${() => setAsking(true)}>生成冲印文件<//>`}>
      <${DeliveryPlaces} task=${its} now="prints" />
      <${Await} of=${list}>${(/** @type {Prints} */ found) => html`
        <${Runs} prints=${found} onChange=${changed} />
      `}<//>
      ${
        making &&
        over &&
        html`<p class="notice notice-warn">
          生成时间较长。<button type="button" class="text-btn" onClick=${again}>继续等待</button>
        </p>`
      }
      ${
        asking &&
        prints &&
        html`<${AskForPrints} task=${its} prints=${prints} onDone=${asked} onNo=${() => setAsking(false)} />`
      }
    <//>
  `}<//>`;
}
