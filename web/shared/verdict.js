/** What the check found: boxes over the photo, and every problem with its cure. */
import { html } from './vendor/preact.js';

/** @import { Children } from './vendor/preact.js' */
/** @typedef {Pick<import('./generated/types').Finding, 'box' | 'severity' | 'message' | 'cure'>} Finding */

const TOP = 0.06; // of the picture: above a box that begins there is no room for its number
/** @param {number} part */
const share = (part) => `${(part * 100).toFixed(2)}%`;
/** @param {[number, number, number, number]} box */
const place = ([x, y, w, h]) => ({ left: share(x), top: share(y), width: share(w), height: share(h) });

/** The picture with a numbered box for each finding that has a place; children: whatever else lies over it.
 * @param {{ src: string, alt: string, findings?: Finding[], children?: Children } & Record<string, unknown>} props */
export const Framed = ({ src, alt, findings = [], children, ...rest }) => html`<div class="framed">
  <img src=${src} alt=${alt} ...${rest} />
  ${findings.map(
    ({ box, severity }, number) =>
      box &&
      html`
        <span class=${`box box-${severity}`} style=${place(box)} aria-hidden="true">
          <b class=${box[1] < TOP ? 'box-in' : null}>${number + 1}</b>
        </span>
      `,
  )}
  ${children}
</div>`;

/** What a severity is called.  @type {Record<string, string>} */
const KINDS = { fail: '必须改正', warn: '请留意' };

/** @param {{ findings: Finding[], kinds?: Record<string, string> }} props */
export const Findings = ({ findings, kinds = KINDS }) => html`<ol class="findings">
  ${findings.map(
    ({ severity, message, cure }, number) => html`<li class=${`finding finding-${severity}`}>
      <b class="finding-no" aria-hidden="true">${number + 1}</b>
      <div>
        <p class="finding-what">
          <span class="finding-kind">${kinds[severity]}</span>${message}
        </p>
        <p>${cure}</p>
      </div>
    </li>`,
  )}
</ol>`;
