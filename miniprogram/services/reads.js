/** What a collection code told, kept while it can open an order. */
const { readCode } = require('../generated/client');
const files = require('./files');
const kept = require('./kept');

/** @typedef {import('../generated/types').CodeRead & { until: number }} Read until: by this phone's clock, which may be
 * wrong by hours */
/** @typedef {{ upload_id: string } | { text: string }} Source */

const KEPT_MS = 60 * 60_000; // as long as the server keeps it; its own word counts in the end

/** @param {string} taskId @param {Source} source */
async function read(taskId, source) {
  const answer = await readCode({ task_id: taskId, ...source });
  kept.put(`read.${taskId}`, { ...answer, until: Date.now() + KEPT_MS });
}

/** @param {string} path of a picture on this phone @param {(now: files.Progress) => void} onProgress
 * @param {() => boolean} isOver */
async function upload(path, onProgress, isOver) {
  const picture = await files.prepared(path, 'QR');
  const { upload_id } = await files.send({ purpose: 'QR', picture, onProgress, isOver });
  return { upload_id };
}

/** null once it is over.  @param {string} taskId @returns {Read | null} */
function get(taskId) {
  const read = kept.get(`read.${taskId}`);
  return read && read.until > Date.now() ? read : null;
}

/** The task asks otherwise by now.  @param {string} taskId @param {Read['questions']} questions */
function askAnew(taskId, questions) {
  kept.put(`read.${taskId}`, { ...get(taskId), questions });
}

/** @param {string} taskId */
const drop = (taskId) => kept.drop(`read.${taskId}`);

module.exports = { read, upload, get, askAnew, drop };
