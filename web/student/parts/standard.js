/** The finished photo of an order: what became of it, and a file of one's own once it is approved. */
import { html } from '../../shared/vendor/preact.js';
import { showPhoto } from '../generated/client.js';
import { useWork } from '../../shared/hooks.js';
import { Button, ErrorBox } from '../../shared/ui.js';
import { Compare } from './compare.js';
import { Icon } from './icon.js';

const inWechat = () => /MicroMessenger/i.test(navigator.userAgent); // which saves no file, and has a menu over a picture

/** Its link lasts for minutes, so a fresh one is asked for. */
function Save({ orderId, photoNo }) {
  const [run, busy, error] = useWork();
  const save = () => run(async () => { location.assign((await showPhoto(orderId, photoNo)).save_url); });
  if (inWechat()) return html`<p class="more">长按照片，可以保存到手机。</p>`;
  return html`<${Button} kind="default" busy=${busy} onClick=${save}><${Icon} name="save" small />保存照片<//><${ErrorBox} error=${error} retry=${save} />`;
}

export const Framed = ({ photo }) => html`<div class="framed framed-small"><img src=${photo.preview_url} alt="裁剪后的标准照" /></div>`;

export function Standard({ orderId, photo }) {
  const { before, preview_url: after, head, background_replaced: replaced, save_url: saved, photo_no: photoNo } = photo;
  return html`
    ${before ? html`<${Compare} before=${before} after=${after} head=${head} replaced=${replaced} />` : html`<${Framed} photo=${photo} />`}
    <p class="more">${photo.says}。</p>
    ${saved && html`<${Save} orderId=${orderId} photoNo=${photoNo} />`}`;
}
