/** A picture straight to storage, with progress; a lost connection is waited for, and nobody is asked again. */
import { askUpload } from './generated/client.js';
import { MESSAGES } from './generated/messages.js';
import { Refusal, lost } from './http.js';

const STALLED_MS = 30_000; // nothing moved for so long: the line is dead though nobody said so
const PAUSES_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];

const refused = (code) => new Refusal({ code, message: MESSAGES[code][0].replace('{mb}', '10'), action: MESSAGES[code][1] }, 422);

/** Posts the form; XMLHttpRequest because fetch reports no progress.  Resolves to the status, 0 for a lost line. */
function post({ url, fields }, blob, onShare, signal) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let stalled;
    const moved = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALLED_MS);
    };
    const form = new FormData();
    Object.entries(fields).forEach(([name, value]) => form.append(name, value));
    form.append('file', blob, 'picture');
    request.upload.onprogress = ({ loaded, total }) => { moved(); onShare(loaded / total); };
    request.onloadend = () => { clearTimeout(stalled); resolve(request.status); };
    signal?.addEventListener('abort', () => request.abort());
    request.open('POST', url);
    moved();
    request.send(form);
  });
}

/** After `ms`, or as soon as the line is back. */
const pause = (ms) => new Promise((resolve) => {
  const timer = setTimeout(done, ms);
  function done() {
    clearTimeout(timer);
    removeEventListener('online', done);
    resolve();
  }
  addEventListener('online', done);
});

const failed = (status) => (status === 413 || status === 400 ? refused('upload_too_large') : null);

/** Repeats `work` while the line is lost; onWait(true) as long as it waits. */
async function patiently(work, onWait, signal) {
  for (const ms of [...PAUSES_MS, null]) {
    try {
      const done = await work();
      onWait(false);
      return done;
    } catch (error) {
      if (error.code !== 'lost_connection' || ms === null || signal?.aborted) throw error;
    }
    onWait(true);
    await pause(ms);
    if (signal?.aborted) throw lost();
  }
  throw lost();
}

/** The upload's form ({upload_id, photo_no}) once the file is there.
 *
 * purpose: QR | PHOTO; onProgress({share: 0 … 1, waiting}); signal: stops it.  Throws a Refusal.
 */
export async function upload({ purpose, blob, orderId = null, onProgress = () => {}, signal }) {
  let form = null;
  let waiting = false;
  const wanted = { purpose, type: blob.type, size: blob.size, order_id: orderId };
  const attempt = async () => {
    if (!form || Date.now() > new Date(form.expires_at).getTime() - 5000) form = await askUpload(wanted);
    const status = await post(form, blob, (share) => onProgress({ share, waiting: false }), signal);
    if (status >= 200 && status < 300) return form;
    if (status === 403) form = null; // its time is over: the next try gets a new one
    throw failed(status) ?? lost();
  };
  return patiently(attempt, (now) => {
    if (now !== waiting) onProgress({ share: 0, waiting: now });
    waiting = now;
  }, signal);
}
