/** Pictures WeChat put on the phone, by their paths (wxfile://tmp_…). */

const files = new Map();
const endings = { 'image/jpeg': 'jpg', 'image/png': 'png' };

const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0));

export const temporary = {
  /** A new file.  what: { base64, type } or a Blob; the path. */
  put(what) {
    const blob = what instanceof Blob ? what : new Blob([bytes(what.base64)], { type: what.type });
    const path = `wxfile://tmp_${files.size}.${endings[blob.type] ?? 'bin'}`;
    files.set(path, { blob, address: URL.createObjectURL(blob) });
    return path;
  },

  /** Undefined for a path nobody made. */
  blob: (path) => files.get(path)?.blob,

  /** What the browser can show of it; undefined for a path nobody made. */
  address: (path) => files.get(path)?.address,
};
