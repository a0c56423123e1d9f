/** Personal data as the branch answers for it: how many faces are stored, what goes next, how long each task keeps its
 * data. */
import { html } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Await, Link, Page } from '../../shared/ui.js';
import { deletionRecords, keptTasks, nextDeletions, storedFaces } from '../generated/client.js';
import { Faces } from '../privacy/faces.js';
import { Kept } from '../privacy/kept.js';
import { Next } from '../privacy/next.js';
import { Records } from '../privacy/records.js';
import { GROUPS } from '../privacy/words.js';
import { Card } from '../ui/card.js';
import { usePages } from '../ui/pages.js';

/** @import { DeletionRows, DueDays, FaceCounts } from '../../shared/generated/types' */
/** @import { Group } from '../privacy/kept.js' */
/** @import { Turned } from '../ui/pages.js' */

const RECENT = 5; // records beside what goes next

/** @param {{ group?: string } & Turned} props */
export default function Privacy({ group: asked = 'SOON', ...turned }) {
  const group = /** @type {Group} */ (Object.hasOwn(GROUPS, asked) ? asked : 'SOON');
  const faces = useLoaded(storedFaces);
  const due = useLoaded(nextDeletions);
  const recent = useLoaded(deletionRecords);
  const tasks = usePages(
    async (after) => {
      const page = await keptTasks({ group, after });
      return { ...page, cursor: page.after };
    },
    link('/privacy', { group }),
    turned,
  );
  return html`<${Page} title="个人信息" wide>
    <${Await} of=${faces}>${(/** @type {FaceCounts} */ counts) => html`<${Faces} of=${counts} />`}<//>
    <div class="cols-side">
      <div><${Await} of=${due}>${(/** @type {DueDays} */ days) => html`<${Next} of=${days} />`}<//></div>
      <div>
        <${Card} title="最近删除的" acts=${html`
          <${Link} kind="default" mini href="#/privacy/deletions">全部删除记录<//>
        `}>
          <${Await} of=${recent}>${(/** @type {DeletionRows} */ { rows }) => html`
            <${Records} rows=${rows.slice(0, RECENT)} short empty="还没有删除过。" />
          `}<//>
        <//>
      </div>
    </div>
    <${Kept} of=${tasks} group=${group} />
  <//>`;
}
