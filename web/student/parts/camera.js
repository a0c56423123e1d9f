/** The camera in the page, with the outline of a head over it. */
import { html, useEffect, useRef, useState } from '../../shared/vendor/preact.js';
import { Outline } from './outline.js';

const WANTED = {
  audio: false,
  video: { facingMode: { ideal: 'environment' }, width: { ideal: 2560 }, height: { ideal: 1920 } },
};
const QUALITY = 0.95;
export const WITHOUT = '用系统相机拍照'; // what a phone can do in its stead
/** @type {Record<string, string>} */
const SAYS = {
  opening: '正在打开相机……',
  ready: '请别人帮您拍：头放进虚线框，眼睛对齐横线',
  refused: `没有相机权限。请在浏览器设置中允许，或取消后“${WITHOUT}”`,
};

/** Only phones, and only where the browser allows it (a secure address). */
export const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia) && matchMedia('(pointer: coarse)').matches;

/** @param {HTMLVideoElement} video @returns {Promise<Blob | null>} */
function shoot(video) {
  const canvas = Object.assign(document.createElement('canvas'), {
    width: video.videoWidth,
    height: video.videoHeight,
  });
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', QUALITY);
  });
}

/** @param {{ onFile: (file: File) => unknown, onClose: () => unknown }} props */
export function Camera({ onFile, onClose }) {
  const [state, setState] = useState('opening'); // of SAYS
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    /** @type {MediaStream | null} */
    let stream = null;
    let over = false;
    box.current?.showModal();
    navigator.mediaDevices
      .getUserMedia(WANTED)
      .then(async (given) => {
        stream = given;
        if (over || !video.current) return stop();
        video.current.srcObject = stream;
        await video.current.play();
        return setState('ready');
      })
      .catch(() => setState('refused'));
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    return () => {
      over = true;
      stop();
    };
  }, []);
  const take = async () => {
    const blob = video.current && (await shoot(video.current));
    if (blob) onFile(new File([blob], 'photo.jpg', { type: 'image/jpeg' }));
  };
  return html`<dialog class="camera" ref=${box} aria-label="拍摄照片" onClose=${onClose}>
    <div class="camera-view">
      <video ref=${video} playsinline muted></video>${state === 'ready' && html`<${Outline} />`}
    </div>
    <p class="camera-say" role="status">
      ${SAYS[state]}
    </p>
    <div class="camera-foot">
      <button type="button" class="camera-side" onClick=${onClose}>取消</button>
      <button type="button" class="shutter" disabled=${state !== 'ready'} onClick=${take}>拍摄</button>
    </div>
  </dialog>`;
}
