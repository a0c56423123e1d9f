/** A photo from this phone to its verdict. */
const { showPhoto } = require('../generated/client');
const line = require('./line');
const { Refusal, pause } = require('./request');

/** @typedef {import('./files').Picture} Picture */
/** @typedef {import('../generated/types').PhotoView} Photo */

const LEAST = { width: 480, height: 640 }; // px; of the standard photo
const FIRST_MS = 1000;
const NEXT_MS = 900;
const PATIENCE_MS = 60_000; // of pauses between the answers
const GLANCE_MS = 6000; // the same, where nobody here knows whether the photo came
const LINE_MS = 5000;
const JUDGED = new Set(['PASSED', 'FAILED', 'UNREADABLE', 'GONE']);

const LATE = {
  message: '检测用时较长',
  action: '照片已经收到，不用重拍；系统会在几分钟内再检测，请稍后点“重试”查看结果',
};
const UNSURE = {
  message: '之前的照片还没有检测结果',
  action: '请稍等片刻后点“重试”；如果当时没有传完，请重新拍摄或选择照片',
};

/** Paths the camera page took, by order; the photo page collects them.  @type {Map<string, string>} */
const taken = new Map();

/** @param {string} orderId @param {string} path */
const hand = (orderId, path) => {
  taken.set(orderId, path);
};

/** @param {string} orderId */
function collect(orderId) {
  const path = taken.get(orderId);
  taken.delete(orderId);
  return path;
}

/** Doubts that cost nothing to find before sending.  @param {Picture} picture */
function doubtsOf({ width, height }) {
  if (!width) return []; // the server will see
  const doubts = [];
  if (Math.min(width, height) < LEAST.width || Math.max(width, height) < LEAST.height) {
    doubts.push(`照片太小（${width}×${height} 像素），至少要 ${LEAST.width}×${LEAST.height}，请使用相机原图`);
  }
  if (width > height) doubts.push('照片是横的，请把手机竖起来拍');
  return doubts;
}

/** @param {Photo} photo */
const isJudged = ({ state }) => JUDGED.has(state);

/** null where the line is lost.  @param {string} orderId @param {number} photoNo */
async function looked(orderId, photoNo) {
  try {
    return await showPhoto(orderId, photoNo);
  } catch (problem) {
    if (problem instanceof Refusal && problem.code === 'lost_connection') return null;
    throw problem;
  }
}

/** The photo once judged; a lost line is waited for.  Throws when judging takes too long or nobody waits any more.
 * arrived: whether it surely came.
 * @param {string} orderId @param {number} photoNo @param {boolean} arrived @param {() => boolean} isOver
 * @param {(waiting: boolean) => void} onWaiting
 * @returns {Promise<Photo>}
 */
async function verdict(orderId, photoNo, arrived, isOver, onWaiting) {
  let left = arrived ? PATIENCE_MS : GLANCE_MS;
  await pause(FIRST_MS);
  while (left > 0 && !isOver()) {
    const photo = await looked(orderId, photoNo);
    onWaiting(!photo);
    if (photo && isJudged(photo)) return photo;
    if (photo) {
      left -= NEXT_MS;
      await pause(NEXT_MS);
    } else await line.back(LINE_MS);
  }
  throw new Refusal({ code: 'too_slow', ...(arrived ? LATE : UNSURE) });
}

module.exports = { hand, collect, doubtsOf, isJudged, verdict };
