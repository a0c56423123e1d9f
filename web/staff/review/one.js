/** One picture looked at alone, and the decision on it. */
import { html, useEffect, useLayoutEffect, useRef, useState } from '../../shared/vendor/preact.js';
import { useKept } from '../../shared/hooks.js';
import { Confirm } from '../../shared/ui.js';
import { wallColour } from '../../shared/both/photo_rules.js';
import { MOST_REASONS } from '../generated/rules.js';
import { useKeys } from '../keys.js';
import { onPortrait } from '../photo_words.js';
import { About } from './about.js';
import { CalledBack } from './called_back.js';
import { Choose } from './choose.js';
import { Overlay } from './frame_lines.js';
import { Lease } from './lease.js';
import { laidOut, toggled, toggledAll, WITH_NOTE } from './reasons.js';
import { ReportList } from './report_list.js';
import { Shot } from './shot.js';
import { Strip } from './strip.js';
import { Tells } from './tells_part.js';
import { Tool } from './tool.js';
import { nextZoom, zoomWords } from './zoom.js';

/** @import { ReasonRow, TaskSettings } from '../../shared/generated/types' */
/** @import { Held } from './round/hands.js' */
/** @import { Round } from './round/round.js' */
/** @import { Zoom } from './zoom.js' */

/** What stands beside the finished picture, one after another: the upload; each that it is compared with, twice in turn
 * with the finished picture in the same place.
 * @param {Held} held @returns {[name: string, url: string | null][]} */
function beside({ url, original_url: original, earlier, same }) {
  /** @type {[string, string | null][]} */
  const others = [
    ['上次驳回', earlier.at(-1)?.url ?? null],
    ['与他人相同', same?.url ?? null],
  ];
  /** @type {[string, string | null]} */
  const finished = ['成片', url];
  return [['原片', original], ...others.filter(([, of]) => of).flatMap((one) => [one, finished, one, finished])];
}

/** @param {Held['report']} report */
const ofFinished = (report) =>
  report?.standard
    ? `${report.standard.w} × ${report.standard.h} · ${(report.standard.bytes / 1000).toFixed(1)} KB`
    : '';

/** @param {Held['report']} report @param {TaskSettings | null} settings */
const ofOriginal = (report, settings) => {
  const colour = settings?.background && wallColour(settings.background.rgb);
  const size = report?.source?.w ? `${report.source.w} × ${report.source.h}` : '';
  return [size, report?.standard?.background_replaced && `背景已换${colour ? `成${colour}` : ''}`]
    .filter(Boolean)
    .join(' · ');
};

/** The two pictures, equally high.
 * @param {{ held: Held, settings: TaskSettings | null, other: number, guides: boolean, zoom: Zoom,
 *   onZoom: (zoom: Zoom) => unknown, onAgain: () => unknown }} props */
function Stage({ held, settings, other, guides, zoom, onZoom, onAgain }) {
  const { url, seen, report } = held;
  const views = beside(held);
  const [name, second] = views[other % views.length];
  const findings = onPortrait(report);
  const common = { zoom, onZoom, onAgain };
  return html`<div class="stage">
    <${Shot} key=${`finished ${seen} ${url}`} name="成片" about=${ofFinished(report)} url=${url} lost=${seen === 'lost'}
        alt=${findings.length > 0 ? `成片，标有 ${findings.length} 处问题` : '成片'} ...${common}>
      <${Overlay} report=${report} guides=${guides} tags findings=${findings} />
    <//>
    <${Shot} key="second" name=${name} about=${name === '原片' ? ofOriginal(report, settings) : ''} url=${second}
        alt=${name === '原片' ? '学生上传的原片' : `${name}的照片`} whole=${name === '原片'} ...${common} />
  </div>`;
}

/** catalogue: of all reasons; ready: a decision is taken now; key it by the round's
 * turn.
 * @param {{ round: Round, held: Held, settings: TaskSettings | null, catalogue: ReasonRow[], ready: boolean,
 *   onHelp: () => unknown }} props */
export function One({ round, held, settings, catalogue, ready, onHelp }) {
  const { order, photo, report, draft, seen, appeal, recalled } = held;
  const id = order.order_id;
  const { rows, keys } = laidOut(catalogue);
  const [guides, setGuides] = useKept('review.guides', true);
  const [zoom, setZoom] = useState(/** @type {Zoom} */ (1));
  const [other, setOther] = useState(0);
  const [finding, setFinding] = useState(false);
  const [writing, setWriting] = useState(false);
  const [asking, setAsking] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [wrong, setWrong] = useState(/** @type {string | null} */ (null));
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  const leave = (/** @type {boolean} */ open) => {
    if (!open) panel.current?.focus({ preventScroll: true });
  };
  // Away from whatever decided on the last one, and from a box that was left, before the next key opens another.
  useLayoutEffect(() => leave(finding), [finding]);
  useLayoutEffect(() => leave(writing), [writing]);
  useEffect(() => {
    const coming = round.next.slice(0, 3).map(({ original_url: url }) => url);
    for (const url of [...beside(held).map(([, of]) => of), ...coming]) if (url) new Image().src = url;
  }, []);

  const picked = draft.picked.flatMap((code) => catalogue.filter((row) => row.code === code));
  const needsNote = draft.picked.includes(WITH_NOTE) && !draft.note.trim();
  const pick = (/** @type {string[]} */ codes) => {
    if (codes.length > MOST_REASONS) return setWrong(`最多选 ${MOST_REASONS} 项`);
    setWrong(null);
    return round.hands.draft(id, { picked: codes });
  };
  const toggle = (/** @type {string} */ code) => pick(toggled(draft.picked, code));
  const { findings } = photo;
  const say = (/** @type {string} */ note) => {
    setWrong(null);
    round.hands.draft(id, { note });
  };
  const hints = () => pick(toggledAll(draft.picked, hinted(catalogue, findings)));
  const isRejecting = picked.length > 0;
  const decide = () => {
    if (!ready || seen !== 'there') return;
    if (isRejecting && needsNote) {
      setWrong('请写明学生应如何修改');
      setWriting(true);
    } else round.decide(isRejecting ? 'reject' : 'approve');
  };
  const isOpened = round.places.opened === id;
  const hasDraft = isRejecting || draft.note !== '';
  const clear = () => {
    if (hasDraft) {
      setWrong(null);
      round.hands.draft(id, { picked: [], note: '' });
    } else if (isOpened) round.open(null);
  };
  const tools = {
    0: hints,
    '/': () => setFinding(true),
    enter: decide,
    escape: clear,
    z: () => round.undo(),
    x: () => (hasDraft ? setLeaving(true) : round.letGo()),
    c: () => setOther(other + 1),
    v: () => setGuides(!guides),
    b: () => setWriting(true),
    n: () => setZoom(nextZoom(zoom)),
    m: () => setAsking(true),
    '?': onHelp,
    '？': onHelp,
  };
  useKeys({ ...Object.fromEntries(Object.entries(keys).map(([code, key]) => [key, () => toggle(code)])), ...tools });
  const words = isRejecting ? '驳回' : '通过';
  const isLast = round.next.length === 0;
  const last = round.given.outbox.batches.at(-1);

  return html`
    <div class="onework" id=${`one-${id}`}>
      <${Stage} held=${held} settings=${settings} other=${other} guides=${guides} zoom=${zoom}
          onZoom=${setZoom} onAgain=${() => round.again()} />
      <${Strip} held=${held} next=${round.next} />
      <aside class="verdict" aria-label="结论" tabindex="-1" ref=${panel}>
        ${recalled && html`<section class="says"><${CalledBack} of=${recalled} /></section>`}
        ${
          appeal &&
          html`<section class="says">
            <b class="b">学生请人工查看：</b>${appeal.reason}
            ${appeal.said && html`<br /><b class="b">学生说</b> ${appeal.said}`}
          </section>`
        }
        <${ReportList} report=${report} findings=${onPortrait(report)} onHints=${hints} />
        <${Choose} rows=${rows} keys=${keys} picked=${draft.picked} onToggle=${toggle} finding=${finding}
            onFinding=${setFinding} wrong=${wrong} />
        <${Tells} order=${order} picked=${picked} draft=${draft} writing=${writing} wrong=${Boolean(wrong) && needsNote}
            onNote=${say} onWriting=${setWriting} />
      </aside>
    </div>
    <footer class="work-foot">
      <${Tool} kind="plain" icon="undo" keys=${['Z']} off=${!last} why="没有可以撤销的" onClick=${tools.z}>
        ${last?.kind === 'page' ? '撤销上一页' : '撤销上一张'}
      <//>
      <${Tool} kind="plain" keys=${['X']} onClick=${tools.x}>放回<//>
      <${Tool} kind="plain" icon="compare" keys=${['C']} off=${beside(held).length < 2} why="没有可以对比的照片"
          onClick=${tools.c}>对比<//>
      <${Tool} kind="plain" icon="guide" keys=${['V']} pressed=${guides} onClick=${tools.v}>参考线<//>
      <${Tool} kind="plain" icon="zoom" keys=${['N']} pressed=${zoom !== 1} onClick=${tools.n}>${zoomWords(zoom)}<//>
      <${Tool} kind="plain" icon="about" keys=${['M']} onClick=${tools.m}>资料<//>
      <${Tool} kind="plain" keys=${['?']} onClick=${onHelp}>全部键<//>
      <span class="push"></span>
      <${Lease} round=${round} />
      ${
        (hasDraft || isOpened) &&
        html`<${Tool} size="large" keys=${['Esc']} onClick=${clear}>${hasDraft ? '清空原因，改为通过' : '回到整页'}<//>`
      }
      <${Tool} kind=${isRejecting ? 'warn' : 'primary'} size="large" keys=${['↵']} off=${!ready || seen !== 'there'}
          onClick=${decide}>
        ${isOpened ? `${words}，回到整页` : isLast ? words : `${words}，看下一张`}
      <//>
    </footer>
    ${asking && html`<${About} held=${held} settings=${settings} onClose=${() => setAsking(false)} />`}
    ${
      leaving &&
      html`<${Confirm} title="放回这张照片？" yes="放回" onYes=${() => round.letGo()} onNo=${() => setLeaving(false)}>
        已选的原因和留言不会保留。
      <//>`
    }
  `;
}

/** The codes of the findings that are reasons, too.
 * @param {ReasonRow[]} catalogue @param {{ code: string }[]} findings */
const hinted = (catalogue, findings) => {
  const known = new Set(catalogue.map(({ code }) => code));
  return [...new Set(findings.map(({ code }) => code))].filter((code) => known.has(code));
};
