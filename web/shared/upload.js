/** A picture straight to storage, with progress; a lost connection is waited for, and nobody is asked again. */
import { now } from './clock.js';
import { MESSAGES } from './generated/messages.js';
import { Refusal, lost } from './http.js';

const MB = 1024 * 1024;
const STALLED_MS = 30_000; // nothing moved for so long: the line is dead though nobody said so
const PAUSES_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];

/** @typedef {{ upload_id: string, url: string, fields: Record<string, string>, max_bytes: number }} Place */
/** @typedef {Place & { expires_at: string }} Form */
/** @typedef {{ share: number, waiting: boolean }} Sent share: 0 … 1 */

/** @param {Form} form */
const tooLarge = ({ max_bytes: most }) => {
  const [message, action] = MESSAGES.upload_too_large;
  return new Refusal(
    { code: 'upload_too_large', message: message.replace('{mb}', String(Math.floor(most / MB))), action },
    422,
  );
};

/** Posts the form; XMLHttpRequest because fetch reports no progress.  Resolves to the status, 0 for a lost line.
 * @param {Form} form @param {Blob} blob @param {(share: number) => void} onShare @param {AbortSignal} [signal]
 * @returns {Promise<number>} */
function post({ url, fields }, blob, onShare, signal) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let stalled;
    const moved = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALLED_MS);
    };
    const form = new FormData();
    Object.entries(fields).forEach(([name, value]) => form.append(name, value));
    form.append('file', blob, 'picture');
    request.upload.onprogress = ({ loaded, total }) => {
      moved();
      onShare(loaded / total);
    };
    request.onloadend = () => {
      clearTimeout(stalled);
      resolve(request.status);
    };
    signal?.addEventListener('abort', () => request.abort());
    request.open('POST', url);
    moved();
    request.send(form);
  });
}

/** After `ms`, or as soon as the line is back; without one nothing else is waited for.
 * @param {number | null} ms @returns {Promise<void>} */
export const pause = (ms) =>
  new Promise((resolve) => {
    const timer = navigator.onLine ? setTimeout(done, ms ?? 0) : undefined;
    function done() {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    }
    addEventListener('online', done);
  });

/** @param {Form} form @param {number} status */
const failed = (form, status) => (status === 413 || status === 400 ? tooLarge(form) : null);

/** Repeats `work` while the line is lost; onWait(true) as long as it waits.
 * @template T
 * @param {() => Promise<T>} work @param {(waits: boolean) => void} onWait @param {AbortSignal} [signal] */
async function patiently(work, onWait, signal) {
  for (const ms of [...PAUSES_MS, null]) {
    try {
      const done = await work();
      onWait(false);
      return done;
    } catch (error) {
      const isLost = error instanceof Refusal && error.code === 'lost_connection';
      if (!isLost || ms === null || signal?.aborted) throw error;
    }
    onWait(true);
    await pause(ms);
    if (signal?.aborted) throw lost();
  }
  throw lost();
}

/** The upload's form once the file is there.
 *
 * ask(): a form of the API, {upload_id, url, fields, max_bytes, expires_at, …}; onForm(form): it was given, nothing is
 * sent yet; onProgress(sent); signal: stops it.  Throws a Refusal.
 * @template {Form} F
 * @param {{ ask: () => Promise<F>, blob: Blob, onForm?: (form: F) => void, onProgress?: (now: Sent) => void,
 *   signal?: AbortSignal }} wanted
 */
export async function upload({ ask, blob, onForm = () => {}, onProgress = () => {}, signal }) {
  /** @type {F | null} */
  let form = null;
  let waiting = false;
  const attempt = async () => {
    if (!form || now() > new Date(form.expires_at).getTime() - 5000) {
      form = await ask();
      onForm(form);
    }
    const sent = form;
    const status = await post(sent, blob, (share) => onProgress({ share, waiting: false }), signal);
    if (status >= 200 && status < 300) return sent;
    if (status === 403) form = null; // its time is over: the next try gets a new one
    throw failed(sent, status) ?? lost();
  };
  return patiently(
    attempt,
    (waits) => {
      if (waits !== waiting) onProgress({ share: 0, waiting: waits });
      waiting = waits;
    },
    signal,
  );
}
