/** What is drawn over a finished portrait: how its head lies, and where a finding is. */
import { html } from '../../shared/vendor/preact.js';
import { frameOf, headOf } from './framing.js';

/** @import { Report } from '../../shared/generated/types' */
/** @import { onPortrait } from '../photo_words.js' */
/** @import { Range } from './framing.js' */

const NOTCH = 24; // px wide, at either edge
const BESIDE = 0.67; // of the face's width from the middle: a line ends beside the face and never crosses it
const LABEL = 28; // px high: a box's number
const TICK = 0.07; // of the height, above and below

/** @param {number} width @param {Range} range */
const notches = (width, [least, most]) => {
  const tall = most - least;
  return `M0 ${least}h${NOTCH}v${tall}H0zM${width - NOTCH} ${least}h${NOTCH}v${tall}h${-NOTCH}z`;
};

/** The allowed bands as notches at the edges, and what was measured as lines that end beside the face.
 * @param {{ report: Report | null, tags?: boolean }} props */
function Lines({ report, tags = false }) {
  const frame = frameOf(report);
  const { width, height } = frame;
  const { crown, eyes, face, centre } = headOf(report);
  const middle = width / 2;
  const end = Math.max(NOTCH + 12, middle - (face ?? width / 2) * BESIDE);
  const across = [crown, eyes].flatMap((row) =>
    row === null ? [] : `M0 ${row}H${end}M${width - end} ${row}H${width}`,
  );
  const path = `M${middle} 0V${height * TICK}M${middle} ${height * (1 - TICK)}V${height}${across.join('')}`;
  return html`
    <path class="band" d=${notches(width, frame.crown) + notches(width, frame.eyes)} />
    <path class="g-under" d=${path} /><path class="g" d=${path} />
    ${
      tags &&
      html`<g class="g-tag">
        ${crown !== null && html`<${Tag} x=${width - 92} y=${crown - 33} text=${`头顶 ${Math.round(crown)}`} />`}
        ${eyes !== null && html`<${Tag} x=${width - 92} y=${eyes - 33} text=${`双眼 ${Math.round(eyes)}`} />`}
        ${
          centre !== null &&
          html`
            <${Tag} x=${middle + 9} y=${height - 32}
                text=${centre ? `偏${centre > 0 ? '右' : '左'} ${Math.round(Math.abs(centre))}` : '居中'} />
          `
        }
      </g>`
    }
  `;
}

/** @param {{ x: number, y: number, text: string }} props */
const Tag = ({ x, y, text }) => html`
  <rect x=${x} y=${y} width="92" height="27" /><text x=${x + 46} y=${y + 19}>${text}</text>
`;

/** Numbered as in the report.
 * @param {{ report: Report | null, findings: ReturnType<typeof onPortrait> }} props */
function Boxes({ report, findings }) {
  const { width, height } = frameOf(report);
  return findings.map(({ box, severity }, number) => {
    if (!box) return null;
    const [x, y, w, h] = [box[0] * width, box[1] * height, box[2] * width, box[3] * height];
    const left = severity === 'fail' ? x : Math.max(x, x + w - 30);
    const top = y < LABEL ? y : y - LABEL; // above the box: what it speaks of stays in sight
    return html`<g class=${severity === 'fail' ? 'fbox' : 'fbox fbox-warn'} data-no=${number + 1}>
      <rect x=${x} y=${y} width=${w} height=${h} rx="4" />
      <path d=${`M${left} ${top}h30v${LABEL}h-30z`} /><text x=${left + 15} y=${top + 20}>${number + 1}</text>
    </g>`;
  });
}

/** guides: the lines; tags: with their figures; findings: of `onPortrait`, whose boxes are shown.
 * @param {{ report: Report | null, guides: boolean, tags?: boolean,
 *   findings?: ReturnType<typeof onPortrait> }} props */
export const Overlay = ({ report, guides, tags = false, findings = [] }) => {
  const { width, height } = frameOf(report);
  return html`<svg class="guides" viewBox=${`0 0 ${width} ${height}`} aria-hidden="true">
    ${guides && html`<${Lines} report=${report} tags=${tags} />`}
    <${Boxes} report=${report} findings=${findings} />
  </svg>`;
};
