/** One picture under review, and the decision on it. */
import { html, useEffect, useRef, useState } from '../../shared/vendor/preact.js';
import { useKept } from '../../shared/hooks.js';
import { Button, ErrorBox } from '../../shared/ui.js';
import { approvePhoto, rejectPhoto } from '../generated/client.js';
import { useKeys } from '../keys.js';
import { onPortrait } from '../photo_words.js';
import { Appeal } from './appeal.js';
import { Lease } from './lease.js';
import { PictureFacts } from './picture_facts.js';
import { Portrait } from './portrait.js';
import { RejectForm } from './reject_form.js';

/** @import { ReasonRow, TaskSettings } from '../../shared/generated/types' */
/** @import { Refusal } from '../../shared/http.js' */
/** @import { Children } from '../../shared/vendor/preact.js' */
/** @import { Held, Round } from '../review_round.js' */
/** @import { Draft } from './reject_form.js' */

const SETTLE_MS = 700; // a second press of the last key, or of the mouse, comes sooner

/** Whether a picture has been there long enough for a decision to be meant for it.
 * @param {boolean} isSeen */
function useSettled(isSeen) {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    if (!isSeen) return undefined;
    const timer = setTimeout(() => setSettled(true), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [isSeen]);
  return settled;
}

/** @param {{ on: boolean, onChange: (on: boolean) => unknown, letter: string, children?: Children }} props */
const Switch = ({ on, onChange, letter, children }) => html`
  <button type="button" class="text-btn" onClick=${() => onChange(!on)}>
    ${on ? '隐藏' : '显示'}${children}<kbd aria-hidden="true">${letter}</kbd>
  </button>
`;

/** The lease was over when she decided: what the API said, and both ways on.
 * @param {{ refusal: Refusal, busy: boolean, onAgain: () => unknown, onNext: () => unknown }} props */
const Missed = ({ refusal, busy, onAgain, onNext }) => html`<div class="notice notice-bad" role="alert">
  <p class="error-what">没有作出决定：${refusal.message}</p><p>${refusal.action}</p>
  <p class="acts">
    <button type="button" class="text-btn" aria-busy=${busy || null} onClick=${onAgain}>再次领取这张</button>
    <button type="button" class="text-btn" aria-busy=${busy || null} onClick=${onNext}>
      领取下一张<kbd aria-hidden="true">N</kbd>
    </button>
  </p>
</div>`;

/** @param {{ ready: boolean, busy: boolean, onApprove: () => unknown, onReject: (reasons: string[],
 *   note: string) => unknown, onLetGo: () => unknown }} props */
const Choice = ({ ready, busy, onApprove, onReject, onLetGo }) => html`<div class="choice">
  <${Button} busy=${busy} disabled=${!ready} onClick=${onApprove}>通过<kbd aria-hidden="true">A</kbd><//>
  <${Button} kind="warn" disabled=${!ready} onClick=${onReject}>驳回……<kbd aria-hidden="true">R</kbd><//>
  <${Button} kind="default" onClick=${onLetGo}>放回<//>
</div>`;

/** round: of `useRound`, whose picture this is; key it by the picture.  settings: of its task; onHelp: shows the
 * keys.
 * @param {{ round: Round, settings: TaskSettings | null, catalogue: ReasonRow[], onHelp: () => unknown }} props */
export function Looking({ round, settings, catalogue, onHelp }) {
  const { missed, busy, error } = round;
  const picture = /** @type {Held} */ (round.picture);
  const { order, photo } = picture;
  const [seen, setSeen] = useState(false);
  const [rejecting, setRejecting] = useState(false);
  const [draft, setDraft] = useState(/** @type {Draft} */ ({ picked: [], note: '' }));
  const [guides, setGuides] = useKept('review.guides', false);
  const [marks, setMarks] = useKept('review.marks', true);
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const settled = useSettled(seen);
  const ready = settled && !missed;
  const toHeading = () => heading.current?.focus({ preventScroll: true });
  useEffect(() => {
    // away from the button that decided on the last one
    toHeading();
    scrollTo(0, 0);
  }, []);

  const approve = () =>
    ready && round.decide(picture, (id) => approvePhoto(id, { photo_no: photo.photo_no }), '已通过');
  const reject = (/** @type {string[]} */ reasons, /** @type {string | null} */ note) =>
    ready &&
    round.decide(
      picture,
      (id) => rejectPhoto(id, { photo_no: photo.photo_no, reasons, note }),
      `已驳回（${reasons.length} 项原因）`,
    );
  const open = () => ready && setRejecting(true);
  const back = () => {
    setRejecting(false);
    requestAnimationFrame(toHeading);
  };
  const renew = () => round.renew(picture);
  const hasMarks = onPortrait(picture.report).some(({ box }) => box);
  useKeys({
    g: () => setGuides(!guides),
    b: () => setMarks(!marks),
    '?': onHelp,
    '？': onHelp,
    ...(rejecting ? {} : { a: approve, r: open }),
    ...(missed ? { n: round.take } : {}),
  });

  return html`<div class="looking">
    <div class="portrait">
      <${Portrait} picture=${picture} guides=${guides} marks=${marks} busy=${busy} onSeen=${() => setSeen(true)}
          onAgain=${renew} />
      <p class="acts">
        <${Switch} on=${guides} onChange=${setGuides} letter="G">参考线<//>
        ${hasMarks && html`<${Switch} on=${marks} onChange=${setMarks} letter="B">机检标记<//>`}
      </p>
    </div>
    <div class="judging">
      <div class="who">
        <h2 tabindex="-1" ref=${heading}>
          ${order.student.name} <span class="mono">${order.student.student_no}</span>
        </h2>
        ${order.rejections > 0 && html`<span class="tag">补交 · 曾驳回 ${order.rejections} 次</span>`}
        ${order.correcting && html`<span class="tag">勘误</span>`}
        ${photo.photo_no > 1 && html`<span class="small">第 ${photo.photo_no} 张照片</span>`}
      </div>
      ${
        missed
          ? html`
            <${Missed} refusal=${missed} busy=${busy} onAgain=${renew} onNext=${round.take} />
          `
          : html`<${Lease} until=${picture.ends} busy=${busy} onMore=${renew} onNext=${round.take} />`
      }
      <${Appeal} appeal=${picture.appeal} undecided />
      ${
        rejecting
          ? html`
            <${RejectForm} catalogue=${catalogue} findings=${photo.findings} draft=${draft} onDraft=${setDraft}
                busy=${busy} error=${error} onReject=${reject} onBack=${back} />
          `
          : html`
            <${Choice} ready=${ready} busy=${busy} onApprove=${approve} onReject=${open}
                onLetGo=${() => round.letGo(picture)} />
            <${ErrorBox} error=${error} />
            <${PictureFacts} picture=${picture} settings=${settings} />
          `
      }
    </div>
  </div>`;
}
