/** No picture is shown: before the first, at an empty band, after a break. */
import { html, useEffect, useRef } from '../../shared/vendor/preact.js';
import { rarer, useRepeated } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Doing, ErrorBox } from '../../shared/ui.js';
import { useKeys } from '../keys.js';
import { Tool } from './tool.js';
import { UndoPage } from './notes.js';

/** @import { BandLength } from '../../shared/generated/types' */
/** @import { Children } from '../../shared/vendor/preact.js' */
/** @import { Round } from './round/round.js' */

const LOOK = rarer(10_000, 30_000);

/** @param {{ title: string, children?: Children }} props */
function Said({ title, children }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus({ preventScroll: true }), []); // what had the focus is gone
  return html`<section class="card between"><h2 tabindex="-1" ref=${heading}>${title}</h2>${children}</section>`;
}

/** Those of the others that have some.
 * @param {{ bands: BandLength[], band: string, task: string }} props */
const Elsewhere = ({ bands, band, task }) => {
  const others = bands.filter((one) => one.band !== band && one.waiting > 0);
  return (
    others.length > 0 &&
    html`<p class="between-others">
      ${others.map(
        (one) => html`<a class="btn" key=${one.band} href=${link('/review', { band: one.band, task })}>
          ${one.label}（${one.waiting}${one.more ? '+' : ''} 张）
        </a>`,
      )}
    </p>`
  );
};

/** onLook: something may have changed.
 * @param {{ round: Round, bands: BandLength[], band: string, task: string, onLook: () => unknown }} props */
function Empty({ round, bands, band, task, onLook }) {
  const look = () => Promise.all([round.fill(), onLook()]);
  const [over, again] = useRepeated(look, LOOK, true);
  const label = bands.find((one) => one.band === band)?.label ?? '';
  return html`<${Said} title=${`${label}没有等待审核的照片`}>
    <p role="status">${over ? '已停止自动查看。' : '页面会自动查看，有新照片时直接显示。'}</p>
    <${Elsewhere} bands=${bands} band=${band} task=${task} />
    <p><${Tool} kind="primary" onClick=${() => {
      if (over) again();
      look();
    }}>现在就查看<//></p>
    <p class="small soft">领取后限时审核，过时照片自动回到队列，不会两人审同一张。</p>
  <//>`;
}

/** @param {{ round: Round }} props */
function Over({ round }) {
  const go = () => round.again();
  useKeys({ enter: go });
  return html`<${Said} title="审核时间已到，照片已回到队列">
    <p>一段时间没有操作。还没有人领取的可以再次领取，已选的原因不会丢失。</p>
    <${ErrorBox} error=${round.error} retry=${go} />
    <p><${Tool} kind="primary" keys=${['↵']} onClick=${go}>继续审核<//></p>
  <//>`;
}

/** @param {{ round: Round, bands: BandLength[], band: string, task: string, onLook: () => unknown }} props */
export function Between(props) {
  const { round } = props;
  useKeys({ z: () => round.undo() });
  return html`<div class="between-in">
      ${round.isOver && html`<${Over} round=${round} />`}
      ${!round.isOver && round.error && html`<${ErrorBox} error=${round.error} retry=${() => round.fill()} />`}
      ${!round.isOver && !round.error && round.isEmpty && html`<${Empty} ...${props} />`}
      ${!round.isOver && !round.error && !round.isEmpty && html`<${Doing}>正在领取照片……<//>`}
    </div>
    <footer class="work-foot"><${UndoPage} round=${round} /></footer>`;
}
