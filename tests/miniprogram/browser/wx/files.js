/** The file system as far as a phone gives it: sizes and digests of files, and files of one's own. */
import { Failed, call } from './calls.js';
import { temporary } from './temporary.js';

const hex = (buffer) => [...new Uint8Array(buffer)].map((one) => one.toString(16).padStart(2, '0')).join('');

function found(path) {
  const blob = temporary.blob(path);
  if (!blob) throw new Failed(`no such file or directory ${path}`);
  return blob;
}

/** Real phones know md5 and sha1; the browser only the second. */
async function fileInfo({ filePath, digestAlgorithm = 'md5' }) {
  const blob = found(filePath);
  if (digestAlgorithm !== 'sha1') return { size: blob.size };
  return { size: blob.size, digest: hex(await crypto.subtle.digest('SHA-1', await blob.arrayBuffer())) };
}

const manager = {
  getFileInfo: call('getFileInfo', fileInfo),
};

export const files = {
  getFileSystemManager: () => manager,
};
