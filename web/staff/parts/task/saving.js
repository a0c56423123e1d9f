/** Asks before the settings of a task that students may know are saved: what changes, and for whom. */
import { html } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { Await } from '../../../shared/ui.js';
import { taskProgress } from '../../generated/client.js';
import { statesOf } from '../../progress.js';
import { changesOf, effectsOf } from '../../setting_effects.js';
import { differing } from '../../task_form.js';
import { Becomes, Change } from '../../ui/becomes.js';
import { Ask } from '../ask.js';

/** @import { TaskProgress } from '../../../shared/generated/types' */
/** @import { KnownSchools } from '../../known_schools.js' */
/** @import { Draft } from '../../task_form.js' */

/** @typedef {{ draft: Draft, onYes: (reason: string) => unknown, onNo: () => unknown }} Asking */

/** @param {Asking & { taskId: string, known: KnownSchools }} props */
export function Saving({ draft: { base, typed }, taskId, known, onYes, onNo }) {
  const counted = useLoaded(() => taskProgress(taskId), [taskId]);
  const schoolOf = (/** @type {string} */ code) => known.nameOf(code) ?? code;
  const changes = changesOf(base, typed, schoolOf);
  return html`
    <${Ask} title=${`保存 ${changes.length} 项改动`} yes="保存" onNo=${onNo}
        onYes=${(/** @type {{ reason: string }} */ { reason }) => onYes(reason)}>
      <${Becomes} rows=${changes.map(([what, from, to]) => [what, html`<${Change} from=${from} to=${to} />`])} />
      <${Await} of=${counted}>${(/** @type {TaskProgress} */ progress) => html`
        <${Becomes} rows=${effectsOf(differing(typed, base), statesOf(progress))} />
      `}<//>
    <//>
  `;
}
