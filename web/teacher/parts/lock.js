/** A link that was made for a phone: a picture code, then the code of an SMS. */
import { html, useCallback, useEffect, useState } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { refusalOf, useSecondsUntil, useWork, useWrong } from '../../shared/hooks.js';
import { Button, ErrorBox, Field, focusFirst, Heading } from '../../shared/ui.js';
import { howLong } from '../../shared/words.js';
import { issueCaptcha, proveTeacher, sendTeacherCode } from '../generated/client.js';
import { keepDevice } from '../session.js';

/** @import { Captcha } from '../../shared/generated/types' */

/** @param {string} text */
const sixDigits = (text) => text.normalize('NFKC').replace(/\D/g, '').slice(0, 6);

function useCaptcha() {
  const [captcha, setCaptcha] = useState(/** @type {Captcha | null} */ (null));
  const [run, busy, error] = useWork();
  const change = useCallback(() => run(async () => setCaptcha(await issueCaptcha())), []);
  useEffect(() => {
    change();
  }, []);
  return { captcha, change, busy, error };
}

/** The picture, a new one at each click.
 * @param {{ of: ReturnType<typeof useCaptcha> }} props */
const Picture = ({ of: { captcha, change, busy } }) => html`
  <button type="button" class="captcha" onClick=${change} aria-label="换一张图形验证码" aria-busy=${busy || null}>
    ${captcha ? html`<img src=${captcha.image} alt="图形验证码" width="160" height="60" />` : html`<span>载入中</span>`}
  </button>
`;

/** phone: masked; onProven(): the link opens on this device from now on.
 * @param {{ token: string, phone: string, onProven: () => unknown }} props */
export function Lock({ token, phone, onProven }) {
  const pictures = useCaptcha();
  const [picture, setPicture] = useState('');
  const [code, setCode] = useState('');
  const [sms, setSms] = useState({ until: 0, sent: false });
  const [wrong, setWrong, mend] = useWrong();
  const [send, sending, sendError] = useWork();
  const [enter, entering, enterError] = useWork();
  const wait = useSecondsUntil(sms.until || null);

  const ask = () => {
    const errors = { picture: picture.trim() ? null : '请填写图中的字符' };
    setWrong(errors);
    if (focusFirst(errors)) return;
    send(async () => {
      try {
        const body = { captcha_id: pictures.captcha?.captcha_id, captcha: picture.trim() };
        const sent = await sendTeacherCode(token, body);
        setSms({ until: now() + sent.retry_after * 1000, sent: true });
        document.getElementById('code')?.focus();
      } catch (caught) {
        const error = refusalOf(caught);
        if (error.retryAfter) setSms({ ...sms, until: now() + error.retryAfter * 1000 });
        if (error.field !== 'captcha') throw error;
        setWrong({ picture: error.sentence });
        focusFirst({ picture: error.sentence });
      } finally {
        setPicture(''); // a picture is good for one try
        pictures.change();
      }
    });
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const errors = { code: /^\d{6}$/.test(code) ? null : '请填写短信中的 6 位数字' };
    setWrong(errors);
    if (focusFirst(errors)) return;
    enter(async () => {
      const { token: device } = await proveTeacher(token, { code });
      keepDevice(token, device);
      onProven();
    });
  };
  return html`<form class="card" onSubmit=${submit} noValidate>
    <${Heading} title="验证老师的手机号" />
    <p>
      分社把这个链接发给了手机号 <strong class="nobr">${phone}</strong> 的老师。
      验证一次，以后在这台设备上直接打开。
    </p>
    <${Field} name="picture" label="图形验证码" autocomplete="off" autocapitalize="characters" spellcheck="false"
        maxlength="8" value=${picture} error=${wrong.picture} placeholder="右图中的字符" hint="看不清？点图片换一张。"
        onInput=${({ target }) => {
          setPicture(target.value);
          mend('picture');
        }} beside=${html`<${Picture} of=${pictures} />`} />
    ${pictures.error && html`<${ErrorBox} error=${pictures.error} retry=${pictures.change} />`}
    <${Field} name="code" label="短信验证码" inputmode="numeric" autocomplete="one-time-code" value=${code}
        error=${wrong.code} placeholder="6 位数字" hint=${sms.sent ? '验证码已发送，5 分钟内有效。' : null}
        onInput=${({ target }) => {
          target.value = sixDigits(target.value);
          setCode(target.value);
          mend('code');
        }} beside=${html`
          <button type="button" class="send" disabled=${Boolean(wait) || !pictures.captcha}
              aria-busy=${sending || null} onClick=${ask}>
            ${wait ? `${howLong(wait)}后重发` : sms.sent ? '重新发送' : '发送验证码'}
          </button>
        `} />
    <${ErrorBox} error=${sendError} retry=${sendError?.code === 'lost_connection' ? ask : null} />
    <${ErrorBox} error=${enterError} />
    <${Button} type="submit" busy=${entering}>查看进度<//>
    <p class="tiny">手机号不对，或收不到短信，请联系分社。</p>
  </form>`;
}
