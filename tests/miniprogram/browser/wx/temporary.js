/** Pictures WeChat put on the phone, by their paths (wxfile://tmp_…). */

const files = new Map();
const endings = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'image/heic': 'heic' };

const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0));

export const temporary = {
  /** A new file.  what: a Blob, or { base64, type, zeros }, zeros: the number of them at its end; the path. */
  put(what) {
    const parts = () => [bytes(what.base64), new Uint8Array(what.zeros ?? 0)];
    const blob = what instanceof Blob ? what : new Blob(parts(), { type: what.type });
    const path = `wxfile://tmp_${files.size}.${endings[blob.type] ?? 'bin'}`;
    files.set(path, { blob, address: URL.createObjectURL(blob) });
    return path;
  },

  /** Whether somebody made it, though WeChat may have swept it away since. */
  was: (path) => files.has(path),

  /** WeChat needs the room: the paths stay, the pictures are gone. */
  sweep() {
    files.forEach((_, path) => files.set(path, {}));
  },

  /** Undefined for a path nobody made, or swept away. */
  blob: (path) => files.get(path)?.blob,

  /** What the browser can show of it; undefined as above. */
  address: (path) => files.get(path)?.address,
};
