/** Photos as phones take them are 8 MB: made smaller before sending, turned as EXIF says, never enlarged. */
export const LONG_SIDE = 3000; // px; the standard photo needs 640
export const QUALITY = 0.93;
const SMALL_ENOUGH = 4 * 1024 * 1024; // bytes; below both limits a file is sent as it is
const SEEN = 320; // px; the width light and sharpness are judged at
const PLAIN = ['image/jpeg', 'image/png', 'image/webp'];
const HEIC = 'image/heic';

/** What an iPhone stores; some systems do not tell its type.
 * @param {File} file */
const isHeic = (file) => /^image\/hei[cf]$/.test(file.type) || /\.hei[cf]$/i.test(file.name);

/** The picture if a page can show it: one that it could not decode goes to the server as it is.
 * @param {Blob | undefined} blob */
export const showable = (blob) => (blob?.type === HEIC ? null : blob);

/** The picture decoded and turned.  Throws when the browser cannot open it.
 * @param {File} file */
export async function open(file) {
  const image = new Image();
  const url = URL.createObjectURL(file);
  image.src = url;
  try {
    await image.decode();
  } finally {
    URL.revokeObjectURL(url);
  }
  if (!image.naturalWidth) throw new Error('empty picture');
  return image;
}

/** @param {HTMLImageElement} image @param {number} width @param {number} height */
function draw(image, width, height) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const options = { willReadFrequently: width <= SEEN };
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', options));
  brush.imageSmoothingQuality = 'high';
  brush.drawImage(image, 0, 0, width, height);
  return { canvas, brush };
}

/** A JPEG of at most LONG_SIDE px, or the file itself when it is small already.  Throws for what is no picture.
 *
 * A HEIC file that this browser cannot open comes back as it is, with image null.
 * @param {File} file */
export async function reduce(file) {
  const image = await open(file).catch((error) => {
    if (!isHeic(file)) throw error;
    return null;
  });
  if (!image) return { blob: new Blob([file], { type: HEIC }), image };
  const long = Math.max(image.naturalWidth, image.naturalHeight);
  if (long <= LONG_SIDE && file.size <= SMALL_ENOUGH && PLAIN.includes(file.type)) return { blob: file, image };
  const scale = Math.min(1, LONG_SIDE / long);
  const { canvas } = draw(image, Math.round(image.naturalWidth * scale), Math.round(image.naturalHeight * scale));
  const blob = await new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', QUALITY);
  });
  if (!blob) throw new Error('picture too large for this browser');
  return { blob, image };
}

/** @typedef {{ grey: Float32Array, width: number, height: number }} Grey */

/** The picture's luma, 0–255, at SEEN px width: {grey, width, height}.
 * @param {HTMLImageElement} image */
export function greyOf(image) {
  const width = Math.min(SEEN, image.naturalWidth);
  const height = Math.round((image.naturalHeight * width) / image.naturalWidth);
  const { data } = draw(image, width, height).brush.getImageData(0, 0, width, height);
  const grey = new Float32Array(width * height);
  for (let at = 0; at < grey.length; at += 1)
    grey[at] = 0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2];
  return { grey, width, height };
}

/** The luma that 5 % of the picture reach.
 * @param {Grey} props */
export const lightest = ({ grey }) => grey.slice().sort()[Math.floor(grey.length * 0.95)];

/** How much neighbouring pixels differ: the variance of the Laplacian.
 * @param {Grey} props */
export function sharpness({ grey, width, height }) {
  let [sum, squares, count] = [0, 0, 0];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const edge = 4 * grey[at] - grey[at - 1] - grey[at + 1] - grey[at - width] - grey[at + width];
      sum += edge;
      squares += edge * edge;
      count += 1;
    }
  }
  return count ? squares / count - (sum / count) ** 2 : 0;
}
