/** How a JPEG's EXIF says it is to be turned, in WeChat's words. */

// 1 … 8
const WORDS = ['up', 'up-mirrored', 'down', 'down-mirrored', 'left-mirrored', 'right', 'right-mirrored', 'left'];
const [JPEG, APP1, SCAN, ORIENTATION] = [0xffd8, 0xffe1, 0xffda, 0x0112];

/** The number in the TIFF directory that begins at `start`; undefined where it has none. */
function numberIn(view, start) {
  const little = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, little);
  for (let entry = 0; entry < view.getUint16(directory, little); entry += 1) {
    const at = directory + 2 + entry * 12;
    if (view.getUint16(at, little) === ORIENTATION) return view.getUint16(at + 8, little);
  }
  return undefined;
}

export async function orientationOf(blob) {
  const view = new DataView(await blob.arrayBuffer());
  if (view.getUint16(0) !== JPEG) return 'up';
  for (let at = 2; view.getUint16(at) !== SCAN; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint16(at) === APP1 && view.getUint32(at + 4) === 0x45786966)
      return WORDS[(numberIn(view, at + 10) ?? 1) - 1]; // "Exif"
  }
  return 'up';
}
