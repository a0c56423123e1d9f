/** How far a task is: its states from day to day, and each of them as a way to its orders. */
import { html } from '../../../shared/vendor/preact.js';
import { link } from '../../../shared/router.js';
import { Await } from '../../../shared/ui.js';
import { when } from '../../../shared/words.js';
import { seriesOf, TURNS_HINT } from '../../task_figures.js';
import { DaysCard } from '../../ui/charts/days.js';
import { grouped } from '../../ui/charts/scale.js';
import { Chips } from '../../ui/chips.js';
import { Nobody } from './nobody.js';

/** @import { TaskProgress } from '../../../shared/generated/types' */
/** @import { Chip } from '../../ui/chips.js' */
/** @import { Counted, Figures } from './figures.js' */

/** @param {{ of?: TaskProgress }} props */
export function StateLinks({ of }) {
  if (!of) return null;
  const { task_id: id, states } = of;
  const chips = states.map(
    ({ state, label, orders }) =>
      /** @type {Chip} */ ([
        state,
        html`${label} <strong>${grouped(orders)}</strong>`,
        link(`/tasks/${id}/orders`, { state }),
      ]),
  );
  return chips.length > 0 && html`<${Chips} label="按状态查看订单" chips=${chips} now="" />`;
}

/** @param {{ figures: Figures }} props */
export const Progress = ({ figures: { counted, reload } }) =>
  html`<${Await} of=${counted}>${(/** @type {Counted} */ { days, at }) => html`<div class="task-days">
    <${DaysCard} title="每天的状态" days=${days.map(({ day }) => day)} series=${seriesOf(days)}
        beside=${html`订单，到 ${when(at)} <button type="button" class="text-btn" onClick=${reload}>刷新</button>`}
        foot=${TURNS_HINT} empty=${html`<${Nobody} />`} />
  </div>`}<//>`;
