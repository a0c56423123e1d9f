/** A picture on this phone, and its way into storage by a presigned form. */
const { askUpload } = require('../generated/client');
const { UPLOADS } = require('../generated/rules');
const { Refusal, refused, lost, pause } = require('./request');

const STORED = 204; // what the bucket answers; anything else is no success
const PAUSES_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];
const QUALITY = 92;
/** @type {Record<string, string>} */
const TYPES = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' };

/** @typedef {'QR' | 'PHOTO' | 'AVATAR'} Purpose */
/** @typedef {{ path: string, type: string, size: number, width: number, height: number }} Picture */
/** @typedef {{ share: number, waiting: boolean }} Progress share: 0 to 1; waiting: for the line */

/** @param {string} path @returns {Promise<number>} bytes */
const sizeOf = (path) => new Promise((resolve, reject) => {
  wx.getFileSystemManager().getFileInfo({ filePath: path, success: ({ size }) => resolve(size), fail: reject });
});

/** @param {string} path @returns {Promise<Picture>} */
async function look(path) {
  try {
    const [{ type, width, height }, size] = await Promise.all([wx.getImageInfo({ src: path }), sizeOf(path)]);
    return { path, type: TYPES[type] || '', size, width, height };
  } catch {
    throw refused('bad_format', 415);
  }
}

/** The picture as the server takes it: as it is, unless its kind or its size forbids that.  Throws a Refusal.
 * @param {string} path @param {Purpose} purpose @returns {Promise<Picture>}
 */
async function prepared(path, purpose) {
  const picture = await look(path);
  if (picture.type && picture.size <= UPLOADS.bytes[purpose]) return picture;
  const { tempFilePath } = await wx.compressImage({ src: path, quality: QUALITY }).catch(() => { throw refused('bad_format', 415); });
  const smaller = await look(tempFilePath);
  if (!smaller.type) throw refused('bad_format', 415);
  return smaller;
}

/** Resolves to the status, 0 for a lost line.
 * @param {import('../generated/types').UploadForm} form @param {string} path @param {(share: number) => void} onShare
 * @returns {Promise<number>}
 */
const post = ({ url, fields }, path, onShare) => new Promise((resolve) => {
  const task = wx.uploadFile({
    url, filePath: path, name: 'file', formData: fields,
    success: ({ statusCode }) => resolve(statusCode),
    fail: () => resolve(0),
  });
  task.onProgressUpdate(({ progress }) => onShare(progress / 100));
});

/** @param {number} status */
const tooLarge = (status) => status === 400 || status === 413;

/** The upload's form ({ upload_id, photo_no }) once the file is there; a lost line is waited for.  Throws a Refusal.
 * @param {{ purpose: Purpose, picture: Picture, orderId?: string, onProgress?: (now: Progress) => void, isOver?: () => boolean }} wanted
 */
async function send({ purpose, picture, orderId, onProgress = () => {}, isOver = () => false }) {
  /** @type {import('../generated/types').UploadForm | null} */
  let form = null;
  const attempt = async () => {
    if (!form || Date.now() > new Date(form.expires_at).getTime() - 5000) {
      form = await askUpload({ purpose, type: picture.type, size: picture.size, order_id: orderId });
    }
    const status = await post(form, picture.path, (share) => onProgress({ share, waiting: false }));
    if (status === STORED) return form;
    if (tooLarge(status)) throw refused('bad_format');
    if (status === 403) form = null; // its time is over: the next try gets a new one
    throw lost();
  };
  for (const ms of PAUSES_MS) {
    try {
      return await attempt();
    } catch (problem) {
      if (!(problem instanceof Refusal) || problem.code !== 'lost_connection' || isOver()) throw problem;
    }
    onProgress({ share: 0, waiting: true });
    await pause(ms);
    if (isOver()) throw lost();
  }
  return attempt();
}

module.exports = { look, prepared, send };
