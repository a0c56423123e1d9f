/** How a head lies in its frame, as the standard measures it. */

/** @import { Report } from '../../shared/generated/types' */
/** @typedef {[least: number, most: number]} Range */
/** crown, eyes: from the top; face: its width; centre: how far off the middle; all in px of the frame
 * @typedef {{ width: number, height: number, crown: Range, eyes: Range, face: Range, centre: number }} Frame */

/** By the name of the standard.  @type {Record<string, Frame | undefined>} */
export const FRAMES = {
  chsi: { width: 480, height: 640, crown: [50, 110], eyes: [200, 300], face: [180, 300], centre: 12 },
  id_card_ga461: { width: 358, height: 441, crown: [7, 21], eyes: [150, 234], face: [193, 221], centre: 17 },
};

const GLASSES = 0.02; // share of what is not face around an eye

/** @param {Report | null} report @returns {Frame} */
export const frameOf = (report) => FRAMES[report?.spec ?? ''] ?? /** @type {Frame} */ (FRAMES.chsi);

/** Where the head lies, in px of the frame; null where nobody measured it.
 * @param {Report | null} report */
export function headOf(report) {
  const { measures = {}, crop = null } = report ?? {};
  const scale = crop ? frameOf(report).width / crop.w : null;
  const {
    crown_at: crown = null,
    eyes_at: eyes = null,
    head_width: width = null,
    off_centre: centre = null,
  } = measures;
  return { crown, eyes, face: scale !== null && width !== null ? width * scale : null, centre };
}

/** [what, measured, allowed] of those that were measured.
 * @param {Report | null} report @returns {[name: string, measured: string, allowed: string][]} */
export function measuresOf(report) {
  const frame = frameOf(report);
  const { crown, eyes, face, centre } = headOf(report);
  const between = (/** @type {Range} */ [least, most]) => `${least}–${most}`;
  /** @type {[string, number | null, string][]} */
  const rows = [
    ['头顶', crown, between(frame.crown)],
    ['双眼', eyes, between(frame.eyes)],
    ['脸宽', face, between(frame.face)],
    ['居中', centre === null ? null : Math.abs(centre), `≤ ${frame.centre}`],
  ];
  return rows.flatMap(([name, value, allowed]) => (value === null ? [] : [[name, String(Math.round(value)), allowed]]));
}

/** @param {Report | null} report */
export const wearsGlasses = (report) => (report?.measures?.worn_around_eye ?? 0) > GLASSES;

/** @typedef {'' | '%' | 'count' | 'deg' | 'px' | 'ratio'} Unit */
/** @type {Record<string, string>} */
const UNITS = { '%': ' %', deg: '°', px: ' px', count: '' };

/** 27 %, 3.5°, 0.82.  @param {number} value @param {Unit} unit */
export const measured = (value, unit) => {
  const digits = unit === 'ratio' || unit === '' ? 2 : Math.abs(value) < 10 ? 1 : 0;
  return `${Number(value.toFixed(digits))}${UNITS[unit] ?? ''}`;
};

/** ≤ 25 %, 200–300 px; "" without a limit.
 * @param {[number | null, number | null] | null} range @param {Unit} unit */
export function allowed(range, unit) {
  const [least, most] = range ?? [null, null];
  if (least !== null && most !== null) return `${measured(least, '')}–${measured(most, unit)}`;
  if (most !== null) return `≤ ${measured(most, unit)}`;
  return least === null ? '' : `≥ ${measured(least, unit)}`;
}
