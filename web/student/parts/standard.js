/** The finished photo of an order: what became of it, and a file of one's own once it is approved. */
import { html } from '../../shared/vendor/preact.js';
import { showPhoto } from '../generated/client.js';
import { useWork } from '../../shared/hooks.js';
import { Button, ErrorBox } from '../../shared/ui.js';
import { Compare } from './compare.js';
import { Icon } from './icon.js';

/** @import { PhotoView } from '../../shared/generated/types' */

// which saves no file, and has a menu over a picture
const inWechat = () => /MicroMessenger/i.test(navigator.userAgent);

/** Its link lasts for minutes, so a fresh one is asked for; reload(): of an order whose photo may not be kept any
 * more.
 * @param {{ orderId: string, photoNo: number, reload: () => Promise<void> }} props */
function Save({ orderId, photoNo, reload }) {
  const [run, busy, error] = useWork();
  const save = () =>
    run(async () => {
      const { save_url: link } = await showPhoto(orderId, photoNo).catch(async (refusal) => {
        if (refusal.status === 404) await reload(); // its days are over
        throw refusal;
      });
      if (link) location.assign(link);
      else await reload();
    });
  if (inWechat()) return html`<p class="more">长按照片，可以保存到手机。</p>`;
  return html`
    <${Button} kind="default" busy=${busy} onClick=${save}><${Icon} name="save" small />保存照片<//>
    <${ErrorBox} error=${error} retry=${save} />
  `;
}

/** @param {{ photo: PhotoView }} props */
export const Framed = ({ photo }) => html`<div class="framed framed-small">
  <img src=${photo.preview_url} alt="裁剪后的标准照" />
</div>`;

/** reload(): of the page's order; says: in place of what the check said of it.
 * @param {{ orderId: string, photo: PhotoView, reload: () => Promise<void>, says?: string | null }} props */
export function Standard({ orderId, photo, reload, says = null }) {
  const { before, preview_url: after, head, background_replaced: replaced, save_url: saved, photo_no: photoNo } = photo;
  return html`
    ${
      before
        ? html`
          <${Compare} before=${before} after=${after} head=${head} replaced=${replaced} />
        `
        : html`<${Framed} photo=${photo} />`
    }
    <p class="more">${says ?? `${photo.says}。`}</p>
    ${saved && html`<${Save} orderId=${orderId} photoNo=${photoNo} reload=${reload} />`}
  `;
}
