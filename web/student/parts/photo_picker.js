/** How a photo gets in: the task says whether an album is allowed, the device what it can do. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Camera, WITHOUT, hasCamera } from './camera.js';
import { DropZone, FileButton } from './drop_zone.js';
import { Foot } from './foot.js';
import { Button } from '../../shared/ui.js';
import { when } from '../../shared/words.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

const isPhone = () => matchMedia('(pointer: coarse)').matches;

/** until: the order's end while it waits for a photo; hold: until when its student number is nobody else's.
 * @param {{ code: string, until: string | null, hold: string | null }} props */
const OnPhoneOnly = ({ code, until, hold }) => html`<div class="drop">
  <p class="error-what">请用手机小程序拍摄</p>
  <p>
    本任务要求现场拍摄，不能使用电脑里的照片。请用微信打开小程序，或用手机浏览器登录本网站继续。
    ${until && `这个订单保留到 ${when(until)}。`}${hold && `学号为您保留到 ${when(hold)}，请尽快拍摄。`}
  </p>
  ${code && html`<p>特征码：<strong class="mono big-code">${code.toUpperCase()}</strong></p>`}
</div>`;

/** @param {{ children?: Children }} props */
const Acts = ({ children }) => html`<div class="acts acts-even">${children}</div>`;

/** again: there is a photo already; main: another one is what to do next.
 * @param {{ allowAlbum: boolean, code: string, until: string | null, hold: string | null,
 *   onFile: (file: File) => unknown, again?: boolean, main?: boolean }} props */
export function PhotoPicker({ allowAlbum, code, until, hold, onFile, again = false, main = true }) {
  const [open, setOpen] = useState(false);
  if (!isPhone() && !allowAlbum) return html`<${OnPhoneOnly} code=${code} until=${until} hold=${hold} />`;
  const take = (/** @type {File} */ file) => {
    setOpen(false);
    onFile(file);
  };
  const word = again ? '重新拍摄' : '拍照';
  const phone = isPhone();
  const camera = phone && hasCamera();
  const Where = main ? Foot : Acts;
  return html`<${DropZone} onFile=${allowAlbum ? onFile : () => {}}>
    <${Where}>
      ${
        allowAlbum &&
        html`
          <${FileButton} name="album" kind=${main && !phone ? 'primary' : 'default'}
              label=${phone ? '从相册选择' : again && main ? '换一张照片' : '选择照片'} onFile=${onFile} />
        `
      }
      ${camera && html`<${Button} kind=${main ? 'primary' : 'default'} onClick=${() => setOpen(true)}>${word}<//>`}
      ${
        phone &&
        !camera &&
        html`
          <${FileButton} name="shot" kind=${main ? 'primary' : 'default'} label=${word} capture="environment"
              onFile=${onFile} />
        `
      }
    <//>
    ${camera && html`<${FileButton} name="shot" kind="link" label=${WITHOUT} capture="environment" onFile=${onFile} />`}
    ${!phone && html`<p class="hint only-wide">也可以把照片拖到这里，或按 Ctrl+V 粘贴</p>`}
    ${open && html`<${Camera} onFile=${take} onClose=${() => setOpen(false)} />`}
  <//>`;
}
