/** After a round of practice: each picture with what was right, and how well she did. */
import { html, useEffect, useRef, useState } from '../../../shared/vendor/preact.js';
import { useKeys } from '../../keys.js';
import { Icon } from '../../ui/icon.js';
import { Key } from '../../ui/key.js';
import { arrows, Cells } from '../cells.js';
import { SHORT } from '../reasons.js';
import { useSettled } from '../settled.js';
import { Tool } from '../tool.js';
import { figures, firstOf } from './answers.js';
import { urlOf } from './use_practice.js';

/** @import { ReasonRow } from '../../../shared/generated/types' */
/** @import { Mark, Shown } from '../cells.js' */
/** @import { Answer, Kind } from './answers.js' */

/** @type {Record<Kind, Mark | null>} */
const MARKS = {
  found: { words: '查出', said: '查出', sign: 'check', look: 'found' },
  missed: { words: '漏看', said: '漏看', sign: 'eye', look: 'missed' },
  wrong: { words: '误驳回', said: '误驳回', sign: 'undo', look: 'wrong' },
  right: null,
  left: { words: '没有决定', said: '没有决定', sign: 'back', look: 'left' },
};
/** @type {Record<Kind, string>} */
const TITLES = {
  found: '查出了',
  missed: '漏看了',
  wrong: '误驳回',
  right: '通过，正确',
  left: '没有决定',
};
/** @param {Answer} answer */
function titleOf({ kind, fault }) {
  if (!fault) return TITLES[kind];
  return kind === 'left' ? `${TITLES.left}（${SHORT[fault]}）` : `${TITLES[kind]}：${SHORT[fault]}`;
}
/** What is unusual about a person and allowed.  @type {Record<string, string>} */
const LOOKS = {
  glasses: '透明眼镜可以戴：镜片不反光，看得清双眼。任务另有要求时以任务为准。',
  narrow_eyes: '眼睛天生较小，但睁开着，看得到瞳孔。',
  skin: '肤色深不是照片过暗：眼白、衣领和背景都亮。',
  jacket: '上衣也是蓝色，但比背景深，看得清肩线。',
  hair: '头发花白不是偏色，也不是不合格。',
};

/** @param {Answer} answer @returns {Shown} */
const shown = ({ good, name }) => ({ order: { order_id: good }, url: urlOf(name), seen: 'there', report: null });

/** What a student would read of the fault, and which reason says it.
 * @param {{ answer: Answer, catalogue: ReasonRow[] }} props */
function Fault({ answer: { fault, kind, reasons }, catalogue }) {
  const row = catalogue.find(({ code }) => code === fault);
  const others = reasons.filter((code) => code !== fault).map((code) => SHORT[code] ?? code);
  return html`
    <p class="soft">${kind === 'found' ? '学生会读到' : '驳回时学生会读到'}</p>
    ${row && html`<blockquote><p class="b">${row.message}</p><p>${row.cure}</p></blockquote>`}
    ${
      kind === 'found' &&
      !reasons.includes(fault) &&
      html`<p class="small soft">您选的原因是“${others.join('、')}”，学生会照此修改。</p>`
    }
  `;
}

/** The focused one, large; good: without its fault.
 * @param {{ answer: Answer, number: number, catalogue: ReasonRow[], good: boolean, onGood: () => unknown }} props */
function Told({ answer, number, catalogue, good, onGood }) {
  const { kind, fault, look, name, good: without } = answer;
  return html`<section class="look told" aria-label="选中的照片">
    <div class="look-head"><b class="b">第 ${number} 张</b><span class=${`told-${kind}`}>${titleOf(answer)}</span></div>
    <figure class="look-pic">
      <img src=${urlOf(good ? without : name)} width="288" height="384" draggable="false"
          alt=${good ? `第 ${number} 张没有问题时的样子` : `第 ${number} 张`} />
    </figure>
    <div class="told-why" aria-live="polite">
      ${fault ? html`<${Fault} answer=${answer} catalogue=${catalogue} />` : html`<p>这张没有问题。${LOOKS[look]}</p>`}
    </div>
    ${
      fault &&
      html`<p>
        <${Tool} size="mini" icon="compare" keys=${['C']} pressed=${good} onClick=${onGood}>没有问题时的样子<//>
      </p>`
    }
  </section>`;
}

/** back: the address of the desk.
 * @param {{ answers: Answer[], catalogue: ReasonRow[], back: string, onNext: () => unknown }} props */
export function Answers({ answers, catalogue, back, onNext }) {
  const [place, setPlace] = useState(() => firstOf(answers));
  const [good, setGood] = useState(false);
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => list.current?.focus({ preventScroll: true }), []); // what had the focus is gone
  const answer = answers[place];
  const go = (/** @type {number} */ to) => {
    setGood(false);
    setPlace(to);
    list.current?.focus({ preventScroll: true }); // a button of the last one may be gone
  };
  const compare = () => answer.fault && setGood(!good);
  const moving = arrows(list, place, answers.length, go);
  const ready = useSettled('answers', true);
  const next = () => ready && onNext();
  useKeys({ ...moving, c: compare, enter: next });
  return html`
    <div class="gridwork">
      <${Cells} label=${`这一轮 ${answers.length} 张和答案`} page=${answers.map(shown)} place=${place} list=${list}
          markOf=${(/** @type {number} */ at) => MARKS[answers[at].kind]} keys=${moving} onClick=${go} />
      <${Told} answer=${answer} number=${place + 1} catalogue=${catalogue} good=${good} onGood=${compare} />
    </div>
    <footer class="work-foot">
      <${Tool} kind="primary" size="large" keys=${['↵']} off=${!ready} onClick=${next}>再练一轮<//>
      <span class="keys-move"><span>选择</span>${['←', '↑', '↓', '→'].map((key) => html`<${Key} of=${key} />`)}</span>
      <a class="btn push" href=${back}>去审核<${Icon} name="next" small /></a>
    </footer>
  `;
}

/** @param {number} part @param {number} whole */
const share = (part, whole) => (whole > 0 ? `${Math.round((100 * part) / whole)} %（${part}／${whole}）` : '—');

/** answers: null while the round goes on; the box is there before its words, so that they are read out.
 * @param {{ answers: Answer[] | null }} props */
export function Result({ answers }) {
  const { planted, caught, good, wrong } = figures(answers ?? []);
  return html`<div class="push" role="status" aria-label="这一轮">${
    answers &&
    html`<dl class="speed">
      <div><dt>查出率</dt><dd>${share(caught, planted)}</dd></div>
      <div><dt>误驳回</dt><dd>${share(wrong, good)}</dd></div>
    </dl>`
  }</div>`;
}
