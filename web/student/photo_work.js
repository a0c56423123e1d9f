/** One photo from the file to the verdict: made smaller, looked at, sent, judged; picked up again after a reload. */
import { useCallback, useEffect, useRef, useState } from '../shared/vendor/preact.js';
import { askUpload, showPhoto } from './generated/client.js';
import { Refusal } from '../shared/http.js';
import { refusalOf, useUrl, useWork } from '../shared/hooks.js';
import { dropFile, keepFile, keptFile } from './kept_file.js';
import { greyOf, lightest, reduce, sharpness, showable } from './reduce.js';
import { pause, upload } from '../shared/upload.js';

/** @import { OrderView, PhotoView, UploadForm } from '../shared/generated/types' */
/** @import { Shot } from './kept_file.js' */

const LEAST = { width: 480, height: 640 }; // px; of the standard photo
// 21 public portraits have 195 and more, drawn ones 137; blurred by a 150th of their width, 13 at most
const SHARP_ENOUGH = 25;
const LIGHT_ENOUGH = 90; // as the check asks: in good light the wall alone is lighter
const REPLACES = '已有一张合格的照片，上传新照片后就不能再用它了';
const SENDS = new Set(['submit', 'resubmit']);
const [SOON_MS, LATE_MS] = [600, 5000]; // between two questions, rarer the longer it takes
const PATIENCE_MS = 180_000; // with a line
const GLANCE_MS = 6000; // the same, where nobody here knows whether the photo came
const JUDGED = new Set(['PASSED', 'FAILED', 'UNREADABLE', 'GONE']);

const unreadable = () =>
  new Refusal(
    { code: 'bad_format', message: '无法打开这张图片', action: '请选择 JPG、PNG、WebP 或 HEIC 格式的照片原图' },
    415,
  );
const late = () =>
  new Refusal({
    code: 'too_slow',
    message: '检测用时较长',
    action: '照片已经收到，不用重拍；系统会在几分钟内再检测，请稍后点“重试”查看结果',
  });
const unsure = () =>
  new Refusal({
    code: 'too_slow',
    message: '之前的照片还没有检测结果',
    action: '请稍等片刻后点“重试”；如果当时没有传完，请重新拍摄或选择照片',
  });

/** Doubts that cost nothing to find before sending; none of a picture that only the server can open.
 * @param {HTMLImageElement | null} image */
function doubtsOf(image) {
  if (!image) return [];
  const doubts = [];
  if (image.naturalWidth < LEAST.width || image.naturalHeight < LEAST.height) {
    const size = `${image.naturalWidth}×${image.naturalHeight} 像素`;
    doubts.push(`照片太小（${size}），至少要 ${LEAST.width}×${LEAST.height}，请上传相机原图`);
  }
  if (image.naturalWidth > image.naturalHeight) doubts.push('照片是横的，请把手机竖起来拍');
  const grey = greyOf(image);
  if (lightest(grey) < LIGHT_ENOUGH)
    doubts.push('照片太暗，请到光线充足的地方重拍'); // what is dark has no edges to judge
  else if (sharpness(grey) < SHARP_ENOUGH) doubts.push('照片好像不够清晰，请擦净镜头、对准脸部对焦后重拍');
  return doubts;
}

/** What passed and may not be handed in: it was rejected, or the standard is another one by now.  An order that was
 * read before the photo's verdict says nothing of it.
 * @param {OrderView} order @param {PhotoView} photo */
export const isSpent = (order, photo) =>
  order.photo?.state === 'PASSED' &&
  photo.photo_no === order.photo.photo_no &&
  !order.actions.some((action) => SENDS.has(action));

/** Whether the order can be handed in with it, as long as no other one is sent.
 * @param {OrderView} order @param {PhotoView | null | undefined} photo */
const isGood = (order, photo) => photo?.state === 'PASSED' && !isSpent(order, photo);

/** The photo as the server knows it; a lost line is waited for, onWait(true) as long as it is.
 * @param {string} orderId @param {number} photoNo @param {(waits: boolean) => void} onWait
 * @param {AbortSignal} signal */
async function askFor(orderId, photoNo, onWait, signal) {
  for (;;) {
    try {
      const photo = await showPhoto(orderId, photoNo);
      onWait(false);
      return photo;
    } catch (refusal) {
      if (refusalOf(refusal).status || signal.aborted) throw refusal;
    }
    onWait(true);
    await pause(LATE_MS);
  }
}

/** The photo once judged.  Throws when that takes too long.  arrived: whether it surely came.
 * @param {() => Promise<PhotoView>} ask @param {boolean} arrived @param {AbortSignal} signal */
async function verdict(ask, arrived, signal) {
  let waited = 0;
  while (waited < (arrived ? PATIENCE_MS : GLANCE_MS) && !signal.aborted) {
    const photo = await ask();
    if (JUDGED.has(photo.state)) return photo;
    const ms = Math.min(LATE_MS, Math.max(SOON_MS, waited / 8));
    await pause(ms);
    waited += ms;
  }
  throw arrived ? late() : unsure();
}

/** Whether this picture became that photo.
 * @param {Shot | null | undefined} shot @param {PhotoView} photo */
const isOf = (shot, photo) => shot?.photoNo === photo.photo_no;

/** A refusal that the same picture would get again.  @param {Refusal} refusal */
const isFinal = ({ status }) => status >= 400 && status < 500;

/** @typedef {{ photo: PhotoView, shot: Shot | null }} Verdict of the order's photo */
/**
 * @typedef {object} Known
 * @property {Shot | null} shot the picture shown
 * @property {Verdict | null} verdict
 * @property {number | null} judging number of the photo that arrived and has no verdict
 * @property {Shot | null} unsent the one that is to arrive
 */
/** @typedef {Known & { judged: PhotoView | null, earlier: PhotoView | null }} Seen */
/** @typedef {(change: (now: Known) => Partial<Known>) => void} Put */
/** @typedef {ReturnType<typeof usePhotoWork>} PhotoWork */

/** What is known of the order's photo, and how more is.
 * @returns {[Seen, Put]}
 * @param {PhotoView | null} photo */
function useKnown(photo) {
  const [known, setKnown] = useState(
    /** @type {Known} */ ({
      shot: null,
      verdict: photo && JUDGED.has(photo.state) ? { photo, shot: null } : null,
      judging: null,
      unsent: null,
    }),
  );
  /** @type {Put} */
  const put = (change) =>
    setKnown((now) => {
      const { shot, verdict, ...rest } = { ...now, ...change(now) };
      return { ...rest, shot, verdict: verdict && isOf(shot, verdict.photo) ? { ...verdict, shot } : verdict };
    });
  const { shot, verdict } = known;
  const own = verdict && (!shot || isOf(shot, verdict.photo));
  return [{ ...known, judged: own ? verdict.photo : null, earlier: own ? null : (verdict?.photo ?? null) }, put];
}

/** Where the work stands: url of the picture on this device, null if it cannot be shown; stage "" | "looking" |
 * "sending" | "judging"; waiting: judging waits for the line; left: what the picture without a verdict waits for, "" |
 * "sending" | "judging"; judged: its photo; good: the order has another photo that has passed.
 * @param {OrderView} order */
export function usePhotoWork(order) {
  const orderId = order.order_id;
  const [known, put] = useKnown(order.photo);
  const latest = useRef(known);
  latest.current = known;
  const [stage, setStage] = useState('');
  const [progress, setProgress] = useState({ share: 0, waiting: false });
  const [waiting, setWaiting] = useState(false); // for the line, while it is judged
  const [run, busy, error] = useWork();
  const over = useRef(new AbortController());
  const resumed = useRef(/** @type {Promise<void>} */ (Promise.resolve()));
  const url = useUrl(showable(known.shot?.blob));

  const show = (/** @type {Shot} */ shot) => put(() => ({ shot, unsent: shot }));
  const hold = async (/** @type {Shot} */ shot) => {
    await keepFile(orderId, shot); // first, so that whatever is seen is there after a reload
    show(shot);
  };
  const putBack = () => put(({ shot, verdict }) => ({ shot: verdict ? verdict.shot : shot }));
  const settle = (/** @type {PhotoView} */ photo) => put(() => ({ verdict: { photo, shot: null }, judging: null }));

  const ask = (/** @type {number} */ photoNo) => askFor(orderId, photoNo, setWaiting, over.current.signal);
  const judge = async (/** @type {number} */ photoNo, arrived = true) => {
    setStage('judging');
    put(() => ({ judging: photoNo, verdict: null }));
    settle(await verdict(() => ask(photoNo), arrived, over.current.signal));
  };
  const deliver = async (/** @type {Shot} */ shot) => {
    setStage('sending');
    setProgress({ share: 0, waiting: false });
    show(shot);
    const onForm = (/** @type {UploadForm} */ { photo_no: photoNo }) => hold({ ...shot, photoNo, arrived: false });
    const askForm = () =>
      askUpload({ purpose: 'PHOTO', type: shot.blob.type, size: shot.blob.size, order_id: orderId });
    const sending = upload({
      ask: askForm,
      blob: shot.blob,
      onForm,
      onProgress: setProgress,
      signal: over.current.signal,
    });
    const form = await sending.catch((refusal) => {
      if (isFinal(refusal)) putBack();
      throw refusal;
    });
    const photoNo = /** @type {number} */ (form.photo_no); // of a photo's form
    await hold({ ...shot, photoNo, arrived: true });
    put(() => ({ unsent: null }));
    await judge(photoNo);
  };
  const work = (/** @type {() => Promise<void>} */ steps) =>
    run(async () => {
      try {
        await steps();
      } finally {
        setStage('');
        setWaiting(false);
      }
    });

  const look = async (/** @type {File} */ file) => {
    setStage('looking');
    const { blob, image } = await reduce(file).catch(() => {
      throw unreadable();
    });
    const replaces = isGood(order, latest.current.verdict?.photo) ? [REPLACES] : [];
    const shot = { blob, photoNo: null, doubts: [...doubtsOf(image), ...replaces] };
    put(() => ({ judging: null }));
    await hold(shot);
    if (!shot.doubts.length) await deliver(shot);
  };
  const take = useCallback(
    async (/** @type {File} */ file) => {
      await resumed.current; // or a photo picked while the page still looks for the kept one would be lost
      await work(() => look(file));
    },
    [orderId],
  );

  const resume = () =>
    work(async () => {
      const newest = order.photo?.photo_no ?? 0;
      const kept = await keptFile(orderId);
      // or another device sent a newer one
      const shot = kept?.blob && (kept.photoNo === null || kept.photoNo >= newest) ? kept : null;
      if (shot) put(() => ({ shot, unsent: shot.photoNo ? null : shot }));
      const photoNo = shot?.photoNo ?? newest;
      if (!photoNo || (photoNo === newest && JUDGED.has(order.photo?.state ?? ''))) return;
      setStage('judging');
      const now = await ask(photoNo);
      if (now.state === 'CHECKING' || (now.state === 'WAITING' && shot?.arrived)) await judge(photoNo);
      else if (now.state === 'WAITING' && !shot)
        await judge(photoNo, false); // sent, or only begun, by another device
      else if (now.state === 'WAITING' && shot && (shot.photoNo || !shot.doubts.length))
        await deliver(shot); // the page went away in the middle of sending
      else if (now.state === 'GONE' && shot?.photoNo)
        await hold({ ...shot, photoNo: null, arrived: false }); // it never came
      else if (JUDGED.has(now.state)) settle(now);
    });
  useEffect(() => {
    over.current = new AbortController();
    resumed.current = resume();
    return () => over.current.abort();
  }, [orderId]);

  const { shot, judged, earlier, judging, unsent } = known;
  const goOn = async () => {
    if (judging) await judge(judging, shot !== null);
    else if (unsent) await deliver(unsent);
  };
  const giveUp = () =>
    run(async () => {
      const before = known.verdict?.shot;
      await (before ? keepFile(orderId, before) : dropFile(orderId));
      put(() => ({ shot: before ?? null, unsent: null }));
    });
  const waits = unsent && !judging ? 'sending' : judging || shot ? 'judging' : '';
  return {
    url,
    doubts: shot?.doubts ?? [],
    stage,
    progress,
    waiting,
    left: stage || judged ? '' : waits,
    judged,
    good: isGood(order, earlier),
    busy,
    error,
    take,
    giveUp,
    retry: judging || unsent ? () => work(goOn) : resume,
  };
}
