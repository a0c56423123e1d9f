/** Pictures and codes: which one is chosen, or lies before the lens, is asked outside. */
import { outside } from '../world.js';
import { Failed, call, taken } from './calls.js';
import { pageOf } from './files_of_project.js';
import { orientationOf } from './orientation.js';
import { front } from './front.js';
import { privately } from './privacy.js';
import { temporary } from './temporary.js';

let choosing = false;

async function chosen(wanted) {
  if (choosing) throw new Failed('another one is choosing');
  choosing = true;
  try {
    return taken(await front.behind(() => outside('chooseMedia', wanted)));
  } finally {
    choosing = false;
  }
}

async function chooseMedia({ sourceType = ['album', 'camera'], camera = 'back', mediaType }) {
  const { file } = await chosen({ sourceType, camera, mediaType });
  const tempFilePath = temporary.put(file);
  return { type: 'image', tempFiles: [{ tempFilePath, size: temporary.blob(tempFilePath).size, fileType: 'image' }] };
}

const KINDS = new Set(['jpeg', 'png', 'gif', 'tiff']); // the rest is "unknown"

/** Width and height are the file's, before it is turned as its EXIF says. */
async function imageInfo({ src }) {
  const picture = new Image();
  picture.src = temporary.address(src) ?? pageOf(src);
  await picture.decode().catch(() => {
    throw new Failed('image decode error');
  });
  const blob = temporary.blob(src);
  const kind = blob?.type.split('/')[1];
  const orientation = blob ? await orientationOf(blob) : 'up';
  const [width, height] = [picture.naturalWidth, picture.naturalHeight];
  const turned = /^(left|right)/.test(orientation);
  return {
    width: turned ? height : width,
    height: turned ? width : height,
    path: src,
    orientation,
    type: KINDS.has(kind) ? kind : 'unknown',
  };
}

/** As on an iPhone, which compresses JPEG only.  quality: 0 … 100; compressedWidth: px. */
async function compressImage({ src, quality = 80, compressedWidth }) {
  const blob = temporary.blob(src);
  if (blob.type !== 'image/jpeg') throw new Failed('not support image format');
  const bitmap = await createImageBitmap(blob).catch(() => {
    throw new Failed('image decode error');
  });
  const share = compressedWidth ? compressedWidth / bitmap.width : 1;
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * share), Math.round(bitmap.height * share));
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return { tempFilePath: temporary.put(await canvas.convertToBlob({ type: 'image/jpeg', quality: quality / 100 })) };
}

const camera = {
  takePhoto: call('takePhoto', async () => {
    if (!document.querySelector('.wx-page:not([hidden]) wx-camera')?.component.live)
      throw new Failed('the camera is stopped');
    const { file } = taken(await outside('takePhoto'));
    return { tempImagePath: temporary.put(file) };
  }),
};

/** Into the phone's album, where the person lets it. */
async function saveImageToPhotosAlbum({ filePath }) {
  if (!temporary.blob(filePath)) throw new Failed('file not found');
  return taken(await outside('saveImageToPhotosAlbum'));
}

export const media = {
  saveImageToPhotosAlbum: call('saveImageToPhotosAlbum', (options) =>
    privately('saveImageToPhotosAlbum', () => saveImageToPhotosAlbum(options)),
  ),
  chooseMedia: call('chooseMedia', (options) => privately('chooseMedia', () => chooseMedia(options))),
  scanCode: call('scanCode', async (options) =>
    taken(await front.behind(() => outside('scanCode', { scanType: options.scanType }))),
  ),
  getImageInfo: call('getImageInfo', imageInfo),
  compressImage: call('compressImage', compressImage),
  createCameraContext: () => camera,
};
