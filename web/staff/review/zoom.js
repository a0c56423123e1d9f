/** How large a picture is looked at, and which part of it.  Pure. */

/** 1: the whole picture; "actual": one pixel of it on one of the screen.  @typedef {number | 'actual'} Zoom */
/** @typedef {[x: number, y: number]} Pair */

/** @type {Zoom[]} */
const STEPS = [1, 2.2, 4, 'actual'];
const [LEAST, MOST, WHEEL] = [1, 8, 1.25]; // WHEEL: by one notch

/** The next step, and after the last one, or from between two steps, the whole picture.  @param {Zoom} zoom */
export const nextZoom = (zoom) => STEPS[(STEPS.indexOf(zoom) + 1) % STEPS.length];

/** The scale after one notch of the wheel.  @param {number} scale @param {number} delta above 0: towards the reader */
export const wheeled = (scale, delta) => Math.min(MOST, Math.max(LEAST, delta < 0 ? scale * WHEEL : scale / WHEEL));

/** The scale of one pixel of the picture on one of the screen; 1, the whole of it, where the frame has more.
 * @param {Pair} picture in its pixels @param {Pair} frame in px @param {boolean} whole none of it is cut off
 * @param {number} ratio pixels of the screen in a px */
export function actualOf([width, height], [across, down], whole, ratio) {
  const fit = (whole ? Math.min : Math.max)(across / width, down / height);
  return Math.max(LEAST, 1 / (fit * ratio));
}

/** The point in % of a picture that stays in place as it grows, after a pull by `moved` px.
 * @param {Pair} point @param {Pair} moved @param {Pair} size of the frame in px @param {number} scale
 * @returns {Pair} */
export function panned([x, y], [right, down], [width, height], scale) {
  if (scale <= 1) return [x, y];
  const within = (/** @type {number} */ share) => Math.min(100, Math.max(0, share));
  const by = 100 / (scale - 1);
  return [within(x - (right / width) * by), within(y - (down / height) * by)];
}

/** @param {Zoom} zoom */
export const zoomWords = (zoom) => (zoom === 1 ? '放大' : zoom === 'actual' ? '1:1' : `${Number(zoom.toFixed(1))} 倍`);
