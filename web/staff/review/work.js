/** What a reviewer looks at now, a page or one picture, and what may be decided on it. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Await } from '../../shared/ui.js';
import { Grid } from './grid.js';
import { Help } from './help.js';
import { One } from './one.js';
import { lookOf, useSettled } from './settled.js';

/** @import { ReasonRow, TaskSettings } from '../../shared/generated/types' */
/** @import { Children } from '../../shared/vendor/preact.js' */
/** @import { Held } from './round/hands.js' */
/** @import { Round } from './round/round.js' */
/** @typedef {ReturnType<typeof import('./use_reasons.js').useReasons>} Reasons */

/** Of a round that is over nothing is shown.  @param {Round} round */
export function shownOf({ isOver, one, page }) {
  if (isOver) return [];
  return one ? [one] : page;
}

/** shown: of `shownOf`; children: instead, when nothing is shown.
 * @param {{ round: Round, shown: Held[], settings: TaskSettings | null, reasons: Reasons, children?: Children }}
 * props */
export function Work({ round, shown, settings, reasons, children }) {
  const [at, setAt] = useState('');
  const [helping, setHelping] = useState(false);
  const isOut = shown.length === 0;
  const ready = useSettled(lookOf(round.turn, shown), !isOut && shown.every(({ seen }) => seen !== 'coming'));
  const help = () => setHelping(true);
  const { one } = round;
  return html`
    ${isOut && children}
    ${
      !isOut &&
      one &&
      html`<${Await} of=${reasons}>${(/** @type {ReasonRow[]} */ catalogue) => html`
        <${One} key=${`${round.turn} ${one.order.order_id}`} round=${round} held=${one} settings=${settings}
            catalogue=${catalogue} ready=${ready} onHelp=${help} />
      `}<//>`
    }
    ${!isOut && !one && html`<${Grid} round=${round} at=${at} onAt=${setAt} ready=${ready} onHelp=${help} />`}
    ${helping && html`<${Help} onClose=${() => setHelping(false)} />`}
  `;
}
