/** One photo from the file to the verdict: made smaller, looked at, sent, judged; picked up again after a reload. */
import { useCallback, useEffect, useRef, useState } from '../shared/vendor/preact.js';
import { showPhoto } from '../shared/generated/client.js';
import { Refusal } from '../shared/http.js';
import { useWork } from '../shared/hooks.js';
import { keepFile, keptFile } from '../shared/kept_file.js';
import { isShowable, reduce, sharpness } from '../shared/reduce.js';
import { upload } from '../shared/upload.js';

const LEAST = { width: 480, height: 640 }; // px; of the standard photo
const SHARP_ENOUGH = 25; // 21 public portraits have 195 and more, drawn ones 137; blurred by a 150th of their width, 13 at most
const POLL_MS = 600;
const PATIENCE_MS = 90_000;
const JUDGED = new Set(['PASSED', 'FAILED', 'UNREADABLE', 'GONE']);

const unreadable = () => new Refusal({ code: 'bad_format', message: '这个文件打不开，不是可用的照片', action: '请选择 JPG、PNG、WebP 或 HEIC 格式的照片原图' }, 415);
const late = () => new Refusal({ code: 'too_slow', message: '检测用时较长', action: '照片已经收到，请稍等片刻后点“重试”查看结果' });

/** Doubts that cost nothing to find before sending; none of a picture that only the server can open. */
function doubtsOf(image) {
  if (!image) return [];
  const doubts = [];
  if (image.naturalWidth < LEAST.width || image.naturalHeight < LEAST.height) {
    doubts.push(`照片太小（${image.naturalWidth}×${image.naturalHeight} 像素），至少要 ${LEAST.width}×${LEAST.height}，请上传相机原图`);
  }
  if (image.naturalWidth > image.naturalHeight) doubts.push('照片是横的，请把手机竖起来拍');
  if (sharpness(image) < SHARP_ENOUGH) doubts.push('照片好像不够清晰，请擦净镜头、对准脸部对焦后重拍');
  return doubts;
}

/** The photo once judged.  Throws when that takes too long. */
async function verdict(orderId, photoNo, isOver) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end && !isOver()) {
    const photo = await showPhoto(orderId, photoNo);
    if (JUDGED.has(photo.state)) return photo;
    await new Promise((resolve) => { setTimeout(resolve, POLL_MS); });
  }
  throw late();
}

/** Where the work stands: local {blob, url | null if it cannot be shown} on this device; stage "" | "looking" | "sending" | "judging". */
export function usePhotoWork(order) {
  const orderId = order.order_id;
  const [local, setLocal] = useState(null);
  const [doubts, setDoubts] = useState([]);
  const [stage, setStage] = useState('');
  const [progress, setProgress] = useState({ share: 0, waiting: false });
  const [judged, setJudged] = useState(order.photo && JUDGED.has(order.photo.state) ? order.photo : null);
  const [run, busy, error, setError] = useWork();
  const over = useRef(null);
  const resumed = useRef(null);

  const show = useCallback((blob) => setLocal({ blob, url: isShowable(blob) ? URL.createObjectURL(blob) : null }), []);
  useEffect(() => () => { if (local?.url) URL.revokeObjectURL(local.url); }, [local]);

  const judge = async (photoNo) => {
    setStage('judging');
    setJudged(await verdict(orderId, photoNo, () => over.current.signal.aborted));
  };
  const deliver = async (blob) => {
    setStage('sending');
    setProgress({ share: 0, waiting: false });
    const form = await upload({ purpose: 'PHOTO', blob, orderId, onProgress: setProgress, signal: over.current.signal });
    await judge(form.photo_no);
  };
  const work = (steps) => run(async () => {
    setDoubts([]);
    try {
      await steps();
    } finally {
      setStage('');
    }
  });

  const look = async (file) => {
    setStage('looking');
    setJudged(null);
    const { blob, image } = await reduce(file).catch(() => { throw unreadable(); });
    show(blob);
    await keepFile(orderId, blob);
    const found = doubtsOf(image);
    if (found.length) setDoubts(found);
    else await deliver(blob);
  };
  const take = useCallback(async (file) => {
    await resumed.current; // or a photo picked while the page still looks for the kept one would be lost
    await work(() => look(file));
  }, [orderId]);

  const send = () => work(() => deliver(local.blob));
  const resume = () => work(async () => {
    const blob = await keptFile(orderId);
    if (blob) show(blob);
    if (!order.photo || JUDGED.has(order.photo.state)) return;
    const now = await showPhoto(orderId, order.photo.photo_no);
    if (now.state === 'WAITING' && blob) await deliver(blob); // the page went away in the middle of sending
    else if (now.state === 'CHECKING') await judge(now.photo_no);
    else if (JUDGED.has(now.state)) setJudged(now);
  });
  useEffect(() => {
    over.current = new AbortController();
    resumed.current = resume();
    return () => over.current.abort();
  }, [orderId]);

  return { local, doubts, stage, progress, judged, busy, error, take, send, retry: local ? send : resume, setError };
}
