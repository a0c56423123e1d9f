/** How a photo stands, and where on its standard portrait a finding is. */

/** @import { DeskOrder, Report } from '../shared/generated/types' */

const WAITS = new Set(['AWAITING_PAYMENT', 'IN_REVIEW']);

/** The photo's states, as the API names them.  @type {Record<string, string>} */
export const PHOTO_STATES = {
  WAITING: '等待上传或检测',
  CHECKING: '正在检测',
  PASSED: '机检合格',
  FAILED: '机检未通过',
  UNREADABLE: '无法读取',
  GONE: '没有上传成功',
};

/** What a finding's severity is called; with a fail there is a picture to see only where a person was asked.
 * @type {Record<string, string>} */
export const KINDS = { fail: '机器判为不合格', warn: '请留意' };

/** @param {number} part */
const bounded = (part) => Math.min(1, Math.max(0, part));

/** A box of the turned original as it lies on the crop, which is turned by `roll` about its own middle; null beside
 * it.
 * @param {[number, number, number, number]} pair @param {{ w: number, h: number }} props
 * @param {NonNullable<Report['crop']>} crop */
function onCrop([left, top, width, height], { w, h }, crop) {
  const angle = (crop.roll * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const corners = [
    [left, top],
    [left + width, top],
    [left, top + height],
    [left + width, top + height],
  ].map(([x, y]) => {
    const [across, down] = [x * w - crop.x - crop.w / 2, y * h - crop.y - crop.h / 2];
    return [(across * cos + down * sin) / crop.w + 0.5, (down * cos - across * sin) / crop.h + 0.5].map(bounded);
  });
  const [[x0, x1], [y0, y1]] = [0, 1].map((axis) => {
    const along = corners.map((corner) => corner[axis]);
    return [Math.min(...along), Math.max(...along)];
  });
  return x1 > x0 && y1 > y0 ? [x0, y0, x1 - x0, y1 - y0] : null;
}

/** The report's findings, those that fail first, with their boxes as shares of the standard portrait instead of the
 * original.
 * @param {Report | null} report */
export function onPortrait(report) {
  const { findings = [], source = null, crop = null } = report ?? {};
  const weight = (/** @type {{ severity: string }} */ { severity }) => (severity === 'fail' ? 0 : 1);
  return [...findings]
    .sort((one, other) => weight(one) - weight(other))
    .map((one) => ({
      ...one,
      box: one.box && source && crop ? onCrop(one.box, source, crop) : null,
    }));
}

/** Whether the photo that waits, or will once it is paid for, is one about which its student asks a person.
 * @param {Pick<DeskOrder, 'state' | 'photo_no' | 'appeals'>} order */
export const asksPerson = ({ state, photo_no: current, appeals }) =>
  WAITS.has(state) && appeals.some(({ photo_no: no }) => no === current);
