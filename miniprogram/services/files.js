/** A picture on this phone, and its way into storage by a presigned form. */
const { askUpload } = require('../generated/client');
const { MESSAGES } = require('../generated/messages');
const { UPLOADS } = require('../generated/rules');
const line = require('./line');
const log = require('./log');
const { Refusal, refused, lost, garbled } = require('./request');

const STORED = 204; // what the bucket answers; anything else is no success
const PAUSES_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];
const QUALITY = 92;
const MB = 1024 * 1024;
/** By WeChat's word for the kind, or by the path's ending: WeChat knows neither WebP nor HEIC.
 * @type {Record<string, string>} */
const TYPES = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp', heic: 'image/heic', heif: 'image/heic' };

/** @typedef {'QR' | 'PHOTO' | 'AVATAR'} Purpose */
/** @typedef {{ path: string, type: string, size: number, width: number, height: number }} Picture type "": none the
 * server takes; width and height as one sees it, 0 where this phone cannot open it */
/** @typedef {{ share: number, waiting: boolean }} Progress share: 0 to 1; waiting: for the line */

/** @param {string} path @returns {Promise<number>} bytes */
const sizeOf = (path) =>
  new Promise((resolve, reject) => {
    wx.getFileSystemManager().getFileInfo({ filePath: path, success: ({ size }) => resolve(size), fail: reject });
  });

/** @param {Purpose} purpose */
function tooLarge(purpose) {
  const [message, action] = MESSAGES.upload_too_large;
  return new Refusal(
    { code: 'upload_too_large', message: message.replace('{mb}', String(UPLOADS.bytes[purpose] / MB)), action },
    422,
  );
}

/** @param {string} path @returns {Promise<{ type: string, width: number, height: number, orientation: string }>} */
async function infoOf(path) {
  try {
    return await wx.getImageInfo({ src: path });
  } catch (problem) {
    if (!/\.hei[cf]$/i.test(path)) throw problem;
    return { type: 'unknown', width: 0, height: 0, orientation: 'up' }; // many Androids cannot open what the server can
  }
}

/** @param {string} path @returns {Promise<Picture>} */
async function look(path) {
  try {
    const [{ type, width, height, orientation }, size] = await Promise.all([infoOf(path), sizeOf(path)]);
    const lies = /^(left|right)/.test(orientation); // width and height are those of the file, not turned yet
    const known = TYPES[type] || TYPES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] || '';
    return { path, type: known, size, width: lies ? height : width, height: lies ? width : height };
  } catch {
    throw refused('bad_format', 415);
  }
}

/** The picture as the server takes it: as it is, unless its kind or its size forbids that.  Throws a Refusal.
 * @param {string} path @param {Purpose} purpose @returns {Promise<Picture>}
 */
async function prepared(path, purpose) {
  const most = UPLOADS.bytes[purpose];
  const picture = await look(path);
  if (picture.type && picture.size <= most) return picture;
  const { tempFilePath } = await wx.compressImage({ src: path, quality: QUALITY }).catch(() => {
    // iPhones compress JPEG only
    throw picture.type ? tooLarge(purpose) : refused('bad_format', 415);
  });
  const smaller = await look(tempFilePath);
  if (!smaller.type) throw refused('bad_format', 415);
  if (smaller.size > most) throw tooLarge(purpose);
  return smaller;
}

/** Why WeChat sent nothing; null where only the line is to blame.  @param {string} said */
function unsent(said) {
  if (said.includes('domain list')) {
    log.tell('uploadFile', said);
    return garbled(500);
  }
  if (!/file not found|no such file/i.test(said)) return null;
  return new Refusal(
    { code: 'file_gone', message: '手机已清理这张图片的临时文件', action: '请重新拍摄或重新选择' },
    410,
  );
}

/** Resolves to the status, 0 for a lost line.  Throws a Refusal where trying again is no use.
 * @param {import('../generated/types').UploadForm} form @param {string} path @param {(share: number) => void} onShare
 * @returns {Promise<number>}
 */
const post = ({ url, fields }, path, onShare) =>
  new Promise((resolve, reject) => {
    const task = wx.uploadFile({
      url,
      filePath: path,
      name: 'file',
      formData: fields,
      success: ({ statusCode }) => resolve(statusCode),
      fail: ({ errMsg }) => {
        const why = unsent(errMsg);
        if (why) reject(why);
        else resolve(0);
      },
    });
    task.onProgressUpdate(({ progress }) => onShare(progress / 100));
  });

/** @typedef {{ purpose: Purpose, picture: Picture, orderId?: string }} Sent */
/** @typedef {Sent & { onProgress?: (now: Progress) => void, isOver?: () => boolean }} Wanted */

/** The upload's form ({ upload_id, photo_no }) once the file is there.  Throws a Refusal.
 *
 * A lost line is waited for: until isOver says that nobody wants the file any more, or for a minute where nobody says
 * that.
 * @param {Wanted} wanted
 */
async function send({ purpose, picture, orderId, onProgress = () => {}, isOver }) {
  /** @type {import('../generated/types').UploadForm | null} */
  let form = null;
  const attempt = async () => {
    if (!form || Date.now() > new Date(form.expires_at).getTime() - 5000) {
      form = await askUpload({ purpose, type: picture.type, size: picture.size, order_id: orderId });
    }
    const status = await post(form, picture.path, (share) => onProgress({ share, waiting: false }));
    if (status === STORED) return form;
    if (status === 400 || status === 413) throw tooLarge(purpose);
    if (status === 403) form = null; // its time is over: the next try gets a new one
    throw lost();
  };
  for (let no = 0; ; no += 1) {
    const gaveUp = isOver ? isOver() : no >= PAUSES_MS.length;
    try {
      return await attempt();
    } catch (problem) {
      if (!(problem instanceof Refusal) || problem.code !== 'lost_connection' || gaveUp) throw problem;
    }
    onProgress({ share: 0, waiting: true });
    await line.back(PAUSES_MS[Math.min(no, PAUSES_MS.length - 1)]);
    if (isOver?.()) throw lost();
  }
}

module.exports = { look, prepared, send };
