/** Pictures and codes: which one is chosen, or lies before the lens, is asked outside. */
import { outside } from '../world.js';
import { Failed, call, taken } from './calls.js';
import { pageOf } from './files_of_project.js';
import { privately } from './privacy.js';
import { temporary } from './temporary.js';

async function chooseMedia({ sourceType = ['album', 'camera'], camera = 'back', mediaType }) {
  const { file } = taken(await outside('chooseMedia', { sourceType, camera, mediaType }));
  const tempFilePath = temporary.put(file);
  return { type: 'image', tempFiles: [{ tempFilePath, size: temporary.blob(tempFilePath).size, fileType: 'image' }] };
}

async function imageInfo({ src }) {
  const picture = new Image();
  picture.src = temporary.address(src) ?? pageOf(src);
  await picture.decode().catch(() => { throw new Failed('image decode error'); });
  const type = temporary.blob(src)?.type.split('/')[1] ?? 'unknown';
  return { width: picture.naturalWidth, height: picture.naturalHeight, path: src, orientation: 'up', type };
}

/** JPEG out of whatever came in.  quality: 0 … 100; compressedWidth: px. */
async function compressImage({ src, quality = 80, compressedWidth }) {
  const blob = temporary.blob(src);
  const bitmap = await createImageBitmap(blob).catch(() => { throw new Failed('image decode error'); });
  const share = compressedWidth ? compressedWidth / bitmap.width : 1;
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * share), Math.round(bitmap.height * share));
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return { tempFilePath: temporary.put(await canvas.convertToBlob({ type: 'image/jpeg', quality: quality / 100 })) };
}

const camera = {
  takePhoto: call('takePhoto', async () => {
    const { file } = taken(await outside('takePhoto'));
    return { tempImagePath: temporary.put(file) };
  }),
};

export const media = {
  chooseMedia: call('chooseMedia', (options) => privately('chooseMedia', () => chooseMedia(options))),
  scanCode: call('scanCode', async (options) => taken(await outside('scanCode', { scanType: options.scanType }))),
  getImageInfo: call('getImageInfo', imageInfo),
  compressImage: call('compressImage', compressImage),
  createCameraContext: () => camera,
};
