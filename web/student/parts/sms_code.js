/** A picture code to send an SMS with, and the code of that SMS. */
import { html, useCallback, useEffect, useState } from '../../shared/vendor/preact.js';
import { issueCaptcha } from '../generated/client.js';
import { now } from '../../shared/clock.js';
import { refusalOf, useSecondsUntil, useWork, useWrong } from '../../shared/hooks.js';
import { howLong } from '../../shared/words.js';
import { Button, ErrorBox, Field, focusFirst } from '../../shared/ui.js';

/** @import { Captcha, Sent } from '../../shared/generated/types' */
/** @import { Errors } from '../../shared/hooks.js' */
/** @import { Children } from '../../shared/vendor/preact.js' */

/** @param {string} text */
const digits = (text) => text.normalize('NFKC').replace(/\D/g, '').slice(0, 6);
const wrongPicture = (/** @type {string} */ text) => (text.trim() ? null : '请填写图中的字符');
const wrongCode = (/** @type {string} */ code) => (/^\d{6}$/.test(code) ? null : '请填写短信中的 6 位数字');

function useCaptcha() {
  const [captcha, setCaptcha] = useState(/** @type {Captcha | null} */ (null));
  const [run, busy, error] = useWork();
  const change = useCallback(() => run(async () => setCaptcha(await issueCaptcha())), []);
  useEffect(() => {
    change();
  }, []);
  return { captcha, change, busy, error };
}

/** before: what is asked for first; wrong(): whether that is wrong, said beside it; send: has the SMS sent;
 * onCode: with its code; yes: the button.
 * @param {{ before?: Children, wrong?: () => boolean, yes: string,
 *   send: (picture: { captcha_id: string | undefined, captcha: string }) => Promise<Sent | null>,
 *   onCode: (code: string) => Promise<unknown> }} props */
export function SmsCode({ before = null, wrong = () => false, yes, send, onCode }) {
  const [picture, setPicture] = useState('');
  const [code, setCode] = useState('');
  const [until, setUntil] = useState(0);
  const [isSent, setSent] = useState(false);
  const [bad, setBad, mend] = useWrong();
  const { captcha, change, busy: changing, error: captchaError } = useCaptcha();
  const [ask, asking, askError, setAskError] = useWork();
  const [enter, entering, enterError, setEnterError] = useWork();
  const wait = useSecondsUntil(until);
  const check = (/** @type {Errors} */ errors) => {
    setBad(errors);
    setAskError(null);
    setEnterError(null);
    return !wrong() && !focusFirst(errors);
  };
  const get = () => {
    if (!check({ picture: wrongPicture(picture) })) return;
    ask(async () => {
      try {
        const sent = await send({ captcha_id: captcha?.captcha_id, captcha: picture.trim() });
        setUntil(now() + (sent?.retry_after ?? 0) * 1000);
        setSent(true);
        document.getElementById('code')?.focus();
      } catch (caught) {
        const error = refusalOf(caught);
        if (error.retryAfter) setUntil(now() + error.retryAfter * 1000);
        if (error.field !== 'captcha') throw error;
        check({ picture: error.sentence });
      } finally {
        setPicture(''); // a picture is good for one try
        change();
      }
    });
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (check({ code: wrongCode(code) })) enter(() => onCode(code));
  };
  const typeCode = (/** @type {{ target: HTMLInputElement }} */ { target }) => {
    target.value = digits(target.value);
    setCode(target.value);
    mend('code', wrongCode(target.value));
  };
  const typePicture = (/** @type {{ target: HTMLInputElement }} */ { target }) => {
    setPicture(target.value);
    mend('picture', wrongPicture(target.value));
  };
  const word = wait ? `${howLong(wait)}后重发` : isSent ? '重新发送' : '发送验证码';
  return html`<form class="card" onSubmit=${submit} noValidate>
    ${before}
    <${Field} name="picture" label="图形验证码" autocomplete="off" autocapitalize="characters" spellcheck="false"
        maxlength="8" value=${picture} onInput=${typePicture} error=${bad.picture} placeholder="右图中的字符"
        hint="看不清？点图片换一张。" beside=${html`
          <button type="button" class="captcha" onClick=${change} aria-label="换一张图形验证码"
              aria-busy=${changing || null}>
            ${
              captcha
                ? html`<img src=${captcha.image} alt="图形验证码" width="160" height="60" />`
                : html`<span>载入中</span>`
            }
          </button>
        `} />
    ${captchaError && html`<${ErrorBox} error=${captchaError} retry=${change} />`}
    <${Field} name="code" label="短信验证码" inputmode="numeric" autocomplete="one-time-code" value=${code}
        onInput=${typeCode} error=${bad.code} placeholder="6 位数字"
        hint=${isSent ? '验证码已发送，5 分钟内有效。' : null} beside=${html`
          <button type="button" class="send" disabled=${Boolean(wait) || !captcha} aria-busy=${asking || null}
              onClick=${get}>
            ${word}
          </button>
        `} />
    <${ErrorBox} error=${askError} />
    <${ErrorBox} error=${enterError} />
    <${Button} type="submit" busy=${entering}>${yes}<//>
  </form>`;
}
