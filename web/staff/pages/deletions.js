/** Every deletion of the branch, kept for good: what went, when, and by which rule; nobody is named. */
import { html } from '../../shared/vendor/preact.js';
import { link } from '../../shared/router.js';
import { Page } from '../../shared/ui.js';
import { deletionRecords } from '../generated/client.js';
import { Records } from '../privacy/records.js';
import { InPages, usePages } from '../ui/pages.js';

/** @import { DeletionRow } from '../../shared/generated/types' */
/** @import { Turned } from '../ui/pages.js' */

/** @param {Turned} turned */
export default function Deletions(turned) {
  const list = usePages(
    async (before) => {
      const { rows, before: cursor } = await deletionRecords({ before });
      return { rows, cursor };
    },
    link('/privacy/deletions'),
    turned,
  );
  return html`<${Page} title="删除记录" back="#/privacy" wide
      lead="记录长期保存，没有姓名；订单摘要由订单号算出，可以核对。复查：删除时还在路上的照片，查到就一并删除。">
    <${InPages} of=${list}>${(/** @type {{ rows: DeletionRow[] }} */ { rows }) => html`
      <${Records} rows=${rows} empty=${list.empty('还没有删除过。')} />
    `}<//>
  <//>`;
}
