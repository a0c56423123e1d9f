/** What is in a package, photo by photo, and who is no longer in it. */
import { html } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Table } from '../../shared/table.js';
import { Await, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { showManifest, showPackage } from '../generated/client.js';
import { Card } from '../ui/card.js';
import { Chips } from '../ui/chips.js';
import { InPages, usePages } from '../ui/pages.js';

/** @import { Manifest, ManifestRow, PackageView } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Turned } from '../ui/pages.js' */

/** @type {Column<ManifestRow>[]} */
const WHO = [
  ['订单', ({ order_id: id, number }) => html`<a class="mono" href=${`#/orders/${id}`}>${number}</a>`, 'nowrap'],
  ['学生', ({ name, student_no: no }) => html`${name} <small class="mono">${no}</small>`, 'nowrap'],
  ['学院、班级', ({ college, class_name: name }) => html`${college} <small>${name}</small>`],
];
const KB = 1000;
/** @type {Column<ManifestRow>[]} */
const INSIDE = [
  ...WHO,
  ['大小', ({ size }) => (size ? `${Math.round(size / KB)} KB` : ''), 'number'],
  ['校验和', ({ sha256, why }) => why || html`<span class="mono sum">${sha256}</span>`],
];
/** @type {Column<ManifestRow>[]} */
const MISSING = [...WHO, ['原因', ({ why }) => why]];

/** @param {{ of: PackageView, missing: boolean, turned: Turned }} props */
function List({ of, missing, turned }) {
  const { task_id: taskId, package_id: id } = of;
  const address = link(`/tasks/${taskId}/packages/${id}`, missing ? { missing: 'true' } : {});
  const list = usePages((cursor) => showManifest(id, { cursor, missing }), address, turned);
  const title = missing ? '不在包里的' : '在包里的照片';
  return html`<${Card} title=${title} beside="按订单编号排列"
      foot=${!missing && '文件名和压缩包见下载的 manifest.xlsx；校验和与它相同。'}>
    <${InPages} of=${list}>${(/** @type {Manifest} */ { rows }) => html`
      <${Table} title=${title} columns=${missing ? MISSING : INSIDE} rows=${rows}
          keyOf=${(/** @type {ManifestRow} */ { order_id: orderId }) => orderId}
          empty=${list.empty(missing ? '没有缺的照片' : '还没有照片')} />
    `}<//>
  <//>`;
}

/** missing: "true" of those who are no longer in it.
 * @param {{ taskId: string, packageId: string, missing?: string } & Turned} props */
export default function PackageManifest({ taskId, packageId, missing = '', ...turned }) {
  const loaded = useLoaded(() => showPackage(packageId), [packageId]);
  const at = `/tasks/${taskId}/packages/${packageId}`;
  const isMissing = missing === 'true';
  return html`<${Await} of=${loaded} title="制作包清单">${(/** @type {PackageView} */ of) => html`
    <${Page} title="制作包清单" back=${`#/tasks/${taskId}/packages`} lead=${`${when(of.created_at)} 的制作包`} wide>
      <${Chips} label="清单" now=${String(isMissing)} chips=${[
        ['false', html`在包里 <b>${of.members}</b>`, link(at)],
        ['true', html`已移出 <b>${of.erased}</b>`, link(at, { missing: 'true' })],
      ]} />
      <${List} key=${missing} of=${of} missing=${isMissing} turned=${turned} />
    <//>
  `}<//>`;
}
