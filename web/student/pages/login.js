/** Log in: phone, picture code, SMS code, and the two texts everybody agrees to. */
import { html, useCallback, useEffect, useState } from '../../shared/vendor/preact.js';
import { issueCaptcha, loginBySms, sendCode } from '../generated/client.js';
import { refusalOf, useKept, useSecondsUntil, useWork, useWrong } from '../../shared/hooks.js';
import { drop, keep } from '../../shared/kept.js';
import { note } from '../account.js';
import { begin, isOver, why } from '../session.js';
import { now } from '../../shared/clock.js';
import { TITLES, VERSIONS } from '../../shared/generated/titles.js';
import { howLong } from '../../shared/words.js';
import { Button, Dialog, ErrorBox, Field, focusFirst, Heading, Tick } from '../../shared/ui.js';
import { Art } from '../parts/icon.js';
import { Way } from '../parts/way.js';
import { replace, safe } from '../../shared/router.js';

/** @import { Captcha } from '../../shared/generated/types' */
/** @import { Errors } from '../../shared/hooks.js' */
/** What the one tick is for, in the versions that the visitor could read; a newer one is asked for by the step that
 * needs it.
 * @type {('TERMS' | 'PRIVACY')[]} */
const TICKED = ['TERMS', 'PRIVACY'];
const AGREED = TICKED.map((kind) => ({ kind, version: VERSIONS[kind] }));

/** What must be settled before anything else.  @type {Record<string, string>} */
const FIRST = { PROVE: '/prove', RESTORE: '/restore' };

/** @typedef {{ phone: string, until: number, sent: boolean }} Sms the last code: when another may be asked for */

const PHONE = /^1[3-9]\d{9}$/;
/** @param {string} text @param {number} most */
const digits = (text, most) => text.normalize('NFKC').replace(/\D/g, '').slice(0, most);
/** @param {string} text */
const phoneIn = (text) => digits(text.normalize('NFKC').replace(/^\s*(?:\+|00)?86/, ''), 11);

function useCaptcha() {
  const [captcha, setCaptcha] = useState(/** @type {Captcha | null} */ (null));
  const [run, busy, error] = useWork();
  const change = useCallback(() => run(async () => setCaptcha(await issueCaptcha())), []);
  useEffect(() => {
    change();
  }, []);
  return { captcha, change, busy, error };
}

/** Everybody's texts, shown before there is a session to ask the API with.
 * @param {{ kind: string, onClose: () => unknown }} props */
function TextDialog({ kind, onClose }) {
  const [text, setText] = useState(/** @type {{ title: string, text: string } | null} */ (null));
  useEffect(() => {
    import('../../shared/generated/texts.js').then(({ TEXTS }) => setText(TEXTS[kind]));
  }, []);
  return html`
    <${Dialog} title=${text?.title ?? '……'} onClose=${onClose}
        footer=${html`<${Button} onClick=${onClose}>我知道了<//>`}>
      ${text && html`<p class="pre">${text.text}</p>`}
    <//>
  `;
}

const Hero = () => html`<section class="hero" aria-label="本站的用途">
  <div>
    <p class="hero-word"><span>一部手机</span><span>拍好毕业证照片</span></p>
    <p class="small">在线采集，人工审核，合格后报送学信网。</p>
  </div>
  <${Art} name="hero" width="208" height="224" />
</section>`;

/** Why somebody who did not leave must log in. */
function ended() {
  const { message, action } = why() ?? { message: '登录已失效', action: '请重新登录' };
  return `${message}，${action}。`;
}

/** What is wrong with an answer. */
const WRONG = {
  phone: (/** @type {string} */ phone) => (PHONE.test(phone) ? null : '请填写 11 位手机号'),
  picture: (/** @type {string} */ text) => (text.trim() ? null : '请填写图中的字符'),
  code: (/** @type {string} */ code) => (/^\d{6}$/.test(code) ? null : '请填写短信中的 6 位数字'),
  agreed: (/** @type {boolean} */ agreed) => (agreed ? null : '请先阅读并勾选同意'),
};

/** @param {{ next?: string }} props */
export default function Login({ next }) {
  // not the number that forms begin with: whoever comes next at this computer would read it here
  const [phone, setPhone] = useKept('login', '');
  const [agreed, setAgreed] = useKept('agreed', false);
  const [sms, setSms] = useKept('sms', /** @type {Sms | null} */ (null));
  const [own, setOwn] = useState(false);
  const [picture, setPicture] = useState('');
  const [code, setCode] = useState('');
  const [wrong, setWrong, mend] = useWrong();
  const [reading, setReading] = useState(/** @type {string | null} */ (null));
  const { captcha, change, busy: changing, error: captchaError } = useCaptcha();
  const [send, sending, sendError, setSendError] = useWork();
  const [enter, entering, enterError, setEnterError] = useWork();
  const asked = sms?.phone === phone ? sms : null; // a number that was mistyped keeps nobody waiting
  const wait = useSecondsUntil(asked?.until);

  const check = (/** @type {Errors} */ errors) => {
    setWrong(errors);
    setSendError(null);
    setEnterError(null);
    return !focusFirst(errors);
  };

  /** @param {'phone' | 'picture' | 'code'} name @param {(value: string) => void} set */
  const type = (name, set) => (/** @type {string} */ value) => {
    set(value);
    mend(name, WRONG[name](value));
  };
  const tick = (/** @type {boolean} */ on) => {
    setAgreed(on);
    mend('agreed', WRONG.agreed(on));
  };

  const ask = () => {
    if (!check({ phone: WRONG.phone(phone), picture: WRONG.picture(picture) })) return;
    send(async () => {
      try {
        const sent = await sendCode({ phone, captcha_id: captcha?.captcha_id, captcha: picture.trim() });
        setSms({ phone, until: now() + sent.retry_after * 1000, sent: true });
        document.getElementById('code')?.focus();
      } catch (caught) {
        const error = refusalOf(caught);
        if (error.retryAfter) setSms({ sent: false, ...asked, phone, until: now() + error.retryAfter * 1000 });
        if (error.field !== 'captcha') throw error;
        check({ picture: error.sentence });
      } finally {
        // a picture is good for one try
        setPicture('');
        change();
      }
    });
  };

  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!check({ phone: WRONG.phone(phone), code: WRONG.code(code), agreed: WRONG.agreed(agreed) })) return;
    enter(async () => {
      const started = await loginBySms({ phone, code, texts: AGREED, ...(own && { own_device: true }) }).catch(
        (refusal) => {
          // or the hint would call it valid
          if (refusal.code === 'sms_code_over') setSms({ until: 0, ...asked, phone, sent: false });
          throw refusal;
        },
      );
      const who = started.person.created_at; // her number may change hands
      if (begin(started.token, who, started.expires_at))
        import('../kept_file.js').then(({ dropAllFiles }) => dropAllFiles());
      note(started.person);
      keep('phone', phone);
      ['sms', 'login'].forEach(drop);
      const first = started.next && FIRST[started.next.kind];
      replace(first ?? safe(next), first ? { next: safe(next) } : {});
    });
  };

  const button = wait ? `${howLong(wait)}后重发` : asked?.sent ? '重新发送' : '发送验证码';
  /** @param {string} kind */
  const text = (kind) => html`<button type="button" class="link-btn" onClick=${() => setReading(kind)}>
    《${TITLES[kind]}》
  </button>`;
  const typePhone = (/** @type {{ target: HTMLInputElement }} */ { target }) => {
    target.value = phoneIn(target.value);
    type('phone', setPhone)(target.value);
  };
  const typeCode = (/** @type {{ target: HTMLInputElement }} */ { target }) => {
    target.value = digits(target.value, 6);
    type('code', setCode)(target.value);
  };
  return html`<div class="page page-wide door">
    <${Hero} />
    <form class="card" onSubmit=${submit} noValidate>
      <${Heading} title="登录" />
      ${
        (isOver() || next) &&
        html`<p class="note">
          ${isOver() && ended()}${next && '登录后会回到刚才的步骤。'}
        </p>`
      }
      <${Field} name="phone" label="手机号" type="tel" inputmode="numeric" autocomplete="tel-national" value=${phone}
          onInput=${typePhone} error=${wrong.phone} placeholder="11 位手机号" />
      <${Field} name="picture" label="图形验证码" autocomplete="off" autocapitalize="characters" spellcheck="false"
          maxlength="8" value=${picture} onInput=${({ target }) => type('picture', setPicture)(target.value)}
          error=${wrong.picture} placeholder="右图中的字符" hint="看不清？点图片换一张。" beside=${html`
            <button type="button" class="captcha" onClick=${change} aria-label="换一张图形验证码"
                aria-busy=${changing || null}>
              ${
                captcha
                  ? html`
                    <img src=${captcha.image} alt="图形验证码" width="160" height="60" />
                  `
                  : html`<span>载入中</span>`
              }
            </button>
          `} />
      ${captchaError && html`<${ErrorBox} error=${captchaError} retry=${change} />`}
      <${Field} name="code" label="短信验证码" inputmode="numeric" autocomplete="one-time-code" value=${code}
          onInput=${typeCode} error=${wrong.code} placeholder="6 位数字"
          hint=${asked?.sent ? '验证码已发送，5 分钟内有效。' : null} beside=${html`
            <button type="button" class="send" disabled=${Boolean(wait) || !captcha} aria-busy=${sending || null}
                onClick=${ask}>
              ${button}
            </button>
          `} />
      <${ErrorBox} error=${sendError} retry=${sendError?.code === 'lost_connection' ? ask : null} />
      <${Tick} name="agreed" checked=${agreed} onChange=${tick} error=${wrong.agreed}>
        我已阅读并同意以下条款
      <//>
      <p class="tick-links">${TICKED.map(text)}</p>
      <${Tick} name="own" checked=${own} onChange=${setOwn}
          hint="图书馆、机房、打印店等多人使用的电脑请不要勾选：12 小时不使用、最长 24 小时会自动退出。">
        这是我自己的设备，30 天内免登录
      <//>
      <${ErrorBox} error=${enterError} />
      <${Button} type="submit" busy=${entering}>登录<//>
      <p class="more">首次登录自动建立账号</p>
    </form>
    <section class="ways" aria-label="三步完成"><${Way} /></section>
    ${reading && html`<${TextDialog} kind=${reading} onClose=${() => setReading(null)} />`}
  </div>`;
}
