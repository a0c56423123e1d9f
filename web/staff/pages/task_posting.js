/** The prints of a task that wait to be posted, with a waybill for each. */
import { html } from '../../shared/vendor/preact.js';
import { CSV, csv } from '../../shared/csv.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { save } from '../../shared/save.js';
import { Await, ErrorBox, Page } from '../../shared/ui.js';
import { listPostings, showTask } from '../generated/client.js';
import { DeliveryPlaces, isPosted } from '../parts/delivery/places.js';
import { PostingRows } from '../parts/delivery/posting_rows.js';
import { Button, LinkButton } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { InPages, usePages } from '../ui/pages.js';

/** @import { DeskTask, PostingRows as PostingsPage } from '../../shared/generated/types' */
/** @import { Turned } from '../ui/pages.js' */

const MOST = 200; // rows of an answer of the file
const COUNTED = 1000; // as many or more are not told apart
const HEAD = ['订单号', '姓名', '学号', '学院', '班级', '版面', '快递公司', '快递单号'];

/** Every row that waits, to be filled in and imported.  @param {string} taskId */
async function allRows(taskId) {
  const lines = [];
  let cursor = /** @type {string | null} */ (null);
  do {
    const page = await listPostings(taskId, { cursor, most: MOST });
    lines.push(
      ...page.rows.map((one) => [
        one.number,
        one.name,
        one.student_no,
        one.college,
        one.class_name,
        one.layout,
        '',
        '',
      ]),
    );
    cursor = page.cursor;
  } while (cursor);
  return lines;
}

/** @param {{ task: DeskTask, turned: Turned }} props */
function List({ task, turned }) {
  const { task_id: id, settings } = task;
  const address = link(`/tasks/${id}/posting`);
  const list = usePages((cursor) => listPostings(id, { cursor }), address, turned);
  const [run, busy, error] = useWork();
  const download = () => run(async () => save(`${settings.title}-待寄.csv`, CSV, csv([HEAD, ...(await allRows(id))])));
  const waiting = list.value?.waiting ?? 0;
  const some = waiting > 0;
  const counted = waiting >= COUNTED ? `${COUNTED} 单以上` : `${waiting} 单`;
  return html`
    <${Card} title="待寄" beside=${some && `${counted}，顺序同冲印版面`}
        acts=${some && html`<${Button} kind="default" cap="D" busy=${busy} onClick=${download}>下载待寄名单<//>`}
        foot="填好快递公司和单号的名单可以在“导入快递单号”中一次导入。">
      <${ErrorBox} error=${error} retry=${download} />
      <${InPages} of=${list}>${(/** @type {PostingsPage} */ { rows }) => html`
        <${PostingRows} taskId=${id} rows=${rows} onNext=${list.reload}
            empty=${list.empty('没有待寄的照片：放进制作包、还没有快递单号的订单会出现在这里')} />
      `}<//>
    <//>
  `;
}

/** @param {{ taskId: string } & Turned} props */
export default function TaskPosting({ taskId, ...turned }) {
  const loaded = useLoaded(() => showTask(taskId), [taskId]);
  return html`<${Await} of=${loaded} title="邮寄">${(/** @type {DeskTask} */ task) => html`
    <${Page} title="邮寄" back=${`#/tasks/${taskId}`} lead=${task.settings.title} wide
        acts=${
          isPosted(task) &&
          html`
            <${LinkButton} kind="default" cap="I" href=${link('/imports', { kind: 'WAYBILLS', task: taskId })}>
              导入快递单号
            <//>
          `
        }>
      <${DeliveryPlaces} task=${task} now="posting" />
      ${
        isPosted(task)
          ? html`
            <p class="hint">登记一行后，绑定了微信的学生马上收到“照片已寄出，请留意快递”；
              没有绑定的不发，在自己的订单页看到单号。
              单号填错可以改，以最后一次为准。微信支付的订单会把快递信息报给微信，微信只允许更正一次。</p>
            <${List} task=${task} turned=${turned} />
          `
          : html`<p class="none">这是集中采集任务，照片由学校统一领取，不邮寄。</p>`
      }
    <//>
  `}<//>`;
}
