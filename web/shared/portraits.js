/** Portraits of nobody, drawn: how a photo should look and how it should not. */
import { html } from './vendor/preact.js';

const SKIN = '#eec3a2';
const HAIR = '#2c2622';
const BLUE = '#64c5ff';

/** @param {{ shut?: boolean, dark?: boolean }} props */
const Eyes = ({ shut, dark }) =>
  dark
    ? html`
      <path d="M31 47h17q1 10-8 10t-9-10zM52 47h17q0 10-9 10t-8-10z" fill="#17191c" />
      <path d="M48 48h4" stroke="#17191c" stroke-width="2" />
    `
    : [39, 61].map((x) =>
        shut
          ? html`
            <path d=${`M${x - 5} 51q5 4 10 0`} stroke="#2a211c" stroke-width="1.8" fill="none" stroke-linecap="round" />
          `
          : html`<g>
            <ellipse cx=${x} cy="51" rx="5" ry="3" fill="#fff" /><circle cx=${x} cy="51" r="2.6" fill="#3c2a20" />
          </g>`,
      );

/** @param {{ open?: boolean }} props */
const Mouth = ({ open }) =>
  open
    ? html`<path d="M40 72q10 12 20 0z" fill="#8d2f2f" /><path d="M42 72.500h16l-1.500 2.500h-13z" fill="#fff" />`
    : html`<path d="M42 73q8 4 16 0" stroke="#b0574e" stroke-width="2" fill="none" stroke-linecap="round" />`;

/** @typedef {{ wall?: string, scale?: number, dx?: number, dy?: number, tilt?: number }} Place */
/** @typedef {{ shut?: boolean, dark?: boolean, open?: boolean, hat?: boolean, mask?: boolean }} Face */
/** @typedef {{ fringe?: boolean, shadow?: boolean, busy?: boolean, blur?: boolean }} Fault */
/** @typedef {Place & Face & Fault & { dim?: boolean, screen?: boolean }} Look */

/** Parameters change one thing each; 100 × 133 units.
 * @param {Look & { label: string }} props */
export function Portrait({
  wall = BLUE,
  scale = 1,
  dx = 0,
  dy = 0,
  tilt = 0,
  shut,
  dark,
  open,
  hat,
  mask,
  fringe,
  shadow,
  busy,
  blur,
  dim,
  screen,
  label,
}) {
  const person = `translate(${50 + dx} ${70 + dy}) rotate(${tilt}) scale(${scale}) translate(-50 -70)`;
  return html`
    <svg class=${blur ? 'portrait portrait-blur' : 'portrait'} viewBox="0 0 100 133" role="img" aria-label=${label}>
      <rect width="100" height="133" fill=${wall} />
      ${
        busy &&
        html`
          <path d="M0 0h34v50H0zM72 18h28v34H72z" fill="#b98d5a" />
          <path d="M4 4h26v20H4zM4 28h26v18H4z" fill="#f6ead9" />
          <circle cx="86" cy="34" r="10" fill="#cf4f46" />
        `
      }
      ${shadow && html`<ellipse cx="76" cy="62" rx="27" ry="38" fill="#000" opacity=".22" />`}
      <g transform=${person}>
        <path d="M8 140q2-33 27-38l15 8 15-8q25 5 27 38z" fill="#2b3040" />
        <path d="M38 104l12 22 12-22-6-6H44z" fill="#f7f8fa" />
        <path d="M41 82h18v20q-9 8-18 0z" fill="#dfae8b" />
        <ellipse cx="26.500" cy="54" rx="4" ry="7" fill="#e5b593" />
        <ellipse cx="73.500" cy="54" rx="4" ry="7" fill="#e5b593" />
        <path d="M27 48q0-30 23-30t23 30q0 24-10 34-13 12-26 0-10-10-10-34z" fill=${SKIN} />
        <path d="M25 52q-4-38 25-38t25 38q-3-16-9-22-16 8-32 0-6 6-9 22z" fill=${HAIR} />
        ${fringe && html`<path d="M28 30q22-8 44 0l2 20q-9 6-12-2-8 10-14 0-7 8-11 0-6 4-11 2z" fill=${HAIR} />`}
        <path d="M33 43q6-3.500 11 0M56 43q5-3.500 11 0" stroke=${HAIR} stroke-width="2" fill="none"
            stroke-linecap="round" />
        <${Eyes} shut=${shut} dark=${dark} />
        <path d="M50 54v9q-3 2-4 0" stroke="#cf9a77" stroke-width="1.600" fill="none" stroke-linecap="round" />
        ${
          mask
            ? html`
              <path d="M28 60q22-6 44 0-1 18-9 25-13 9-26 0-8-7-9-25z" fill="#cfe4f2" />
              <path d="M30 68h40M32 75h36" stroke="#a9c7da" />
            `
            : html`<${Mouth} open=${open} />`
        }
        ${
          hat &&
          html`
            <path d="M22 36q2-26 28-26t28 26q-28-9-56 0z" fill="#7a3b3b" />
            <path d="M16 38q34-12 68 0l-2 4q-32-10-64 0z" fill="#5e2b2b" />
          `
        }
      </g>
      ${dim && html`<rect width="100" height="133" fill="#05070a" opacity=".55" />`}
      ${
        screen &&
        html`
          <g stroke="#fff" opacity=".35">${[...Array(17)].map((_, row) => html`<path d=${`M0 ${row * 8}h100`} />`)}</g>
          <rect x="2" y="2" width="96" height="129" fill="none" stroke="#16181b" stroke-width="5" />
        `
      }
    </svg>
  `;
}

/** [what it shows, parameters] */
export const GOOD = ['正对镜头、表情自然、纯色背景', {}];
export const BAD = [
  ['头歪', { tilt: 13 }],
  ['戴墨镜', { dark: true }],
  ['闭眼', { shut: true }],
  ['张嘴、露齿', { open: true }],
  ['戴帽子', { hat: true }],
  ['脸被遮住', { mask: true }],
  ['头发挡眼', { fringe: true }],
  ['背景有影子', { shadow: true }],
  ['背景杂乱', { busy: true, wall: '#e9dfd0' }],
  ['离得太远', { scale: 0.52, dy: 12 }],
  ['离得太近', { scale: 1.42, dy: 4 }],
  ['不居中', { dx: 22 }],
  ['光线太暗', { dim: true }],
  ['模糊', { blur: true }],
  ['翻拍屏幕', { screen: true }],
];
