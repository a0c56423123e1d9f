/** Tables on their way: once each, whatever is corrected between two tries. */
import { html, useEffect, useRef, useState } from '../../../shared/vendor/preact.js';
import { Refusal } from '../../../shared/http.js';
import { upload } from '../../../shared/upload.js';
import { uploadTable } from '../../generated/client.js';

/** @import { TableForm } from '../../../shared/generated/types' */
/** @import { Sent } from '../../../shared/upload.js' */

const MB = 1_000_000;

/** @param {{ max_bytes: number }} props */
const tooLarge = ({ max_bytes: most }) =>
  new Refusal(
    {
      code: 'table_too_large',
      message: `表格不能超过 ${Math.floor(most / MB)} MB`,
      action: '请拆分成几个文件，分别导入',
    },
    422,
  );

/** [send, share, hasLeft]: send(blob) → the id of its upload, null once whoever began it has left; share: how much is
 * sent, null while nothing is.
 * @returns {[send: (blob: Blob) => Promise<string | null>, share: Sent | null, hasLeft: () => boolean]} */
export function useSend() {
  const sent = useRef({ blob: /** @type {Blob | null} */ (null), id: '' });
  const [share, setShare] = useState(/** @type {Sent | null} */ (null));
  const over = useRef(new AbortController());
  useEffect(() => {
    over.current = new AbortController();
    return () => over.current.abort();
  }, []);
  const send = async (/** @type {Blob} */ blob) => {
    const { signal } = over.current;
    if (sent.current.blob !== blob) {
      const onForm = (/** @type {TableForm} */ form) => {
        if (blob.size > form.max_bytes) throw tooLarge(form);
      };
      try {
        const { upload_id: id } = await upload({ ask: uploadTable, blob, onForm, onProgress: setShare, signal });
        sent.current = { blob, id };
      } finally {
        setShare(null);
      }
    }
    return signal.aborted ? null : sent.current.id;
  };
  return [send, share, () => over.current.signal.aborted];
}

/** @param {{ of: Sent | null }} props */
export const Sending = ({ of: share }) =>
  share &&
  html`<div class="progress" role="status">
    <progress max="1" value=${share.share} aria-label="上传进度"></progress>
    ${share.waiting ? '网络已断开，恢复后自动继续……' : `正在上传 ${Math.round(100 * share.share)}%`}
  </div>`;
