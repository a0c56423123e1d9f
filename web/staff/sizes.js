/** How large a file is, as people say it.  Pure. */

const KB = 1000;

/** 85 KB, 1.2 MB; the smallest is 1 KB.  @param {number} bytes */
export const sizeOf = (bytes) =>
  bytes < KB * KB ? `${Math.max(1, Math.round(bytes / KB))} KB` : `${(bytes / KB / KB).toFixed(1)} MB`;
