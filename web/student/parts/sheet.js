/** A sheet of prints as it will be cut: the photo repeated as the layout says. */
import { html } from '../../shared/vendor/preact.js';

/** @typedef {'一寸' | '二寸'} Size */
/** @typedef {{ size: Size, count: number }} Part */
/** @typedef {[name: string, width: number, height: number]} Paper in mm */

/** @type {Record<Size, [width: number, height: number]>} */
const SIZES = { 一寸: [25, 35], 二寸: [35, 49] }; // mm, as photo shops cut them
/** The smallest that holds them all is taken.  @type {Paper[]} */
const PAPERS = [
  ['5 寸', 127, 89],
  ['5 寸', 89, 127],
  ['6 寸', 152, 102],
  ['6 寸', 102, 152],
];
const GAP = 1; // mm, the least between two
const PART = /^(一寸|二寸) ?([1-9]\d?) ?张$/;

/** "一寸 4 张 + 二寸 2 张" → [{size, count}], the biggest first; null for words that say no sizes.
 * @param {string} layout @returns {Part[] | null} */
export function partsOf(layout) {
  const found = layout.split('+').map((part) => PART.exec(part.trim()));
  if (!found.every((one) => one !== null)) return null;
  return found
    .map(([, size, count]) => ({ size: /** @type {Size} */ (size), count: Number(count) }))
    .sort((one, other) => SIZES[other.size][1] - SIZES[one.size][1]);
}

/** Rows of prints, each of one size; null where they do not fit.
 * @param {Part[]} parts @param {Paper} paper @returns {Part[] | null} */
function rowsOn(parts, [, width, height]) {
  const rows = parts.flatMap(({ size, count }) => {
    const most = Math.floor((width - GAP) / (SIZES[size][0] + GAP));
    const full = Math.ceil(count / most);
    return Array.from({ length: full }, (_, row) => ({ size, count: Math.min(most, count - row * most) }));
  });
  const needed = rows.reduce((sum, { size }) => sum + SIZES[size][1] + GAP, GAP);
  return needed <= height ? rows : null;
}

/** [{x, y, width, height}] in mm on the paper, with the room that is left shared evenly.
 * @param {Part[]} rows @param {Paper} paper */
function placed(rows, [, width, height]) {
  const down = (height - rows.reduce((sum, { size }) => sum + SIZES[size][1], 0)) / (rows.length + 1);
  let y = 0;
  return rows.flatMap(({ size, count }) => {
    const [wide, high] = SIZES[size];
    const between = (width - count * wide) / (count + 1);
    y += down + high;
    return Array.from({ length: count }, (_, place) => ({
      x: between + place * (wide + between),
      y: y - high,
      width: wide,
      height: high,
    }));
  });
}

/** {paper: [name, width, height] in mm, prints} or null where nobody can tell.
 * @param {string} layout */
export function sheetOf(layout) {
  const parts = partsOf(layout);
  const paper = parts && PAPERS.find((one) => rowsOn(parts, one));
  const rows = paper && rowsOn(parts, paper);
  return rows ? { paper, prints: placed(rows, paper) } : null;
}

/** @param {{ x: number, y: number, width: number, height: number }} props */
const Nobody = ({ x, y, width, height }) => html`
  <g class="sheet-nobody" transform=${`translate(${x} ${y}) scale(${width / 25} ${height / 35})`}>
    <rect width="25" height="35" /><circle cx="12.5" cy="14" r="6" /><path d="M2.500 35q1-11 10-11t10 11z" />
  </g>
`;

/** photo: a link to the finished one; an outline stands for it before.
 * @param {{ layout: string, photo?: string | null }} props */
export function Sheet({ layout, photo }) {
  const sheet = layout ? sheetOf(layout) : null;
  if (!sheet) return null;
  const [name, width, height] = sheet.paper;
  return html`<figure class="sheet">
    <svg viewBox=${`0 0 ${width} ${height}`} style=${{ maxWidth: `${width / 7}rem` }} role="img"
        aria-label=${`冲印版面示意：${layout}`}>
      <rect class="sheet-paper" x=".25" y=".25" width=${width - 0.5} height=${height - 0.5} />
      ${sheet.prints.map((place) =>
        photo
          ? html`
            <image ...${place} href=${photo} preserveAspectRatio="xMidYMid slice" />
          `
          : html`<${Nobody} ...${place} />`,
      )}
    </svg>
    <figcaption class="small">冲印示意：${name}相纸，${layout}</figcaption>
  </figure>`;
}
