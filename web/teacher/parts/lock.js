/** A link that was made for a phone: a captcha, then the code of an SMS. */
import { html } from '../../shared/vendor/preact.js';
import { SmsCode } from '../../shared/sms/sms_code.js';
import { Heading } from '../../shared/ui.js';
import { issueCaptcha, proveTeacher, sendTeacherCode } from '../generated/client.js';
import { keepDevice } from '../session.js';

/** @import { Answer } from '../../shared/sms/captcha.js' */

/** phone: masked; onProven(): the link opens on this device from now on.
 * @param {{ token: string, phone: string, onProven: () => unknown }} props */
export function Lock({ token, phone, onProven }) {
  const enter = async (/** @type {string} */ code, /** @type {string} */ asker) => {
    const { token: device } = await proveTeacher(token, { code, asker });
    keepDevice(token, device);
    onProven();
  };
  return html`<${SmsCode} issue=${issueCaptcha} kept="sms-lock" about=${token} yes="查看进度" onCode=${enter}
      send=${(/** @type {Answer} */ answer) => sendTeacherCode(token, answer)} before=${html`
        <${Heading} title="验证老师的手机号" />
        <p>
          分社把这个链接发给了手机号 <strong class="nobr">${phone}</strong> 的老师。
          验证一次，以后在这台设备上直接打开。
        </p>
      `} more=${html`<p class="tiny">手机号不对，或收不到短信，请联系分社。</p>`} />`;
}
