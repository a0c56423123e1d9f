/** Log in: phone, picture code, SMS code, and the two texts everybody agrees to. */
import { html, useCallback, useEffect, useState } from '../../shared/vendor/preact.js';
import { agree, issueCaptcha, loginBySms, sendCode } from '../../shared/generated/client.js';
import { useKept, useSecondsUntil, useWork } from '../../shared/hooks.js';
import { begin, drop, dropAll, keep, kept } from '../../shared/kept.js';
import { Button, Dialog, ErrorBox, Field, focusFirst, Page, Tick } from '../parts/ui.js';
import { replace, safe } from '../routes.js';

const PHONE = /^1[3-9]\d{9}$/;
const digits = (text, most) => text.normalize('NFKC').replace(/\D/g, '').slice(0, most);

function useCaptcha() {
  const [captcha, setCaptcha] = useState(null);
  const [run, busy, error] = useWork();
  const change = useCallback(() => run(async () => setCaptcha(await issueCaptcha())), []);
  useEffect(() => { change(); }, []);
  return { captcha, change, busy, error };
}

/** Everybody's texts, shown before there is a session to ask the API with. */
function TextDialog({ kind, onClose }) {
  const [text, setText] = useState(null);
  useEffect(() => { import('../../shared/generated/texts.js').then(({ TEXTS }) => setText(TEXTS[kind])); }, []);
  return html`<${Dialog} title=${text?.title ?? '……'} onClose=${onClose} footer=${html`<${Button} onClick=${onClose}>看完了<//>`}>
    ${text && html`<p class="pre">${text.text}</p>`}
  <//>`;
}

/** The versions the visitor could read are the ones recorded. */
async function recordConsents(person) {
  const { TEXTS } = await import('../../shared/generated/texts.js');
  const missing = person.consents.filter(({ kind, given_at }) => kind !== 'FACE' && !given_at);
  for (const { kind } of missing) await agree({ kind, version: TEXTS[kind].version });
}

/** Somebody else at the same screen starts with empty forms. */
function welcome(phone) {
  if (kept('who') !== phone) dropAll();
  keep('who', phone);
  keep('phone', phone);
  drop('sms');
}

export default function Login({ next }) {
  const [phone, setPhone] = useKept('phone', '');
  const [agreed, setAgreed] = useKept('agreed', false);
  const [sms, setSms] = useKept('sms', null); // {phone, until, sent}
  const [picture, setPicture] = useState('');
  const [code, setCode] = useState('');
  const [wrong, setWrong] = useState({});
  const [reading, setReading] = useState(null);
  const { captcha, change, busy: changing, error: captchaError } = useCaptcha();
  const [send, sending, sendError, setSendError] = useWork();
  const [enter, entering, enterError, setEnterError] = useWork();
  const wait = useSecondsUntil(sms?.until);

  const check = (errors) => {
    setWrong(errors);
    setSendError(null);
    setEnterError(null);
    return !focusFirst(errors);
  };
  const phoneError = () => (PHONE.test(phone) ? null : '请填写 11 位手机号');

  const ask = () => {
    if (!check({ phone: phoneError(), picture: picture.trim() ? null : '请填写图中的字符' })) return;
    send(async () => {
      try {
        const sent = await sendCode({ phone, captcha_id: captcha.captcha_id, captcha: picture.trim() });
        setSms({ phone, until: Date.now() + sent.retry_after * 1000, sent: true });
        document.getElementById('code').focus();
      } catch (error) {
        if (error.retryAfter) setSms({ ...sms, phone, until: Date.now() + error.retryAfter * 1000 });
        throw error;
      } finally { // a picture is good for one try
        setPicture('');
        change();
      }
    });
  };

  const submit = (event) => {
    event.preventDefault();
    const errors = {
      phone: phoneError(),
      code: /^\d{6}$/.test(code) ? null : '请填写短信中的 6 位数字',
      agreed: agreed ? null : '请先阅读并勾选同意',
    };
    if (!check(errors)) return;
    enter(async () => {
      const started = await loginBySms({ phone, code });
      welcome(phone);
      begin(started.token);
      replace(started.next?.kind === 'PROVE' ? '/prove' : safe(next), started.next?.kind === 'PROVE' ? { next: safe(next) } : {});
      await recordConsents(started.person).catch(() => {}); // a later step asks again for what is missing
    });
  };

  const button = wait ? `${wait} 秒后重发` : sms?.sent && sms.phone === phone ? '重新发送' : '发送验证码';
  const text = (kind, name) => html`<button type="button" class="link-btn" onClick=${() => setReading(kind)}>《${name}》</button>`;
  return html`<${Page} title="登录" lead="用手机号登录，首次登录自动建立账号。">
    ${next && html`<p class="note">登录后会回到刚才的步骤。</p>`}
    <form class="card" onSubmit=${submit} noValidate>
      <${Field} name="phone" label="手机号" type="tel" inputmode="numeric" autocomplete="tel-national" value=${phone}
        onInput=${({ target }) => { target.value = digits(target.value.replace(/^\s*\+?86/, ''), 11); setPhone(target.value); }} error=${wrong.phone} placeholder="11 位手机号" />
      <${Field} name="picture" label="图形验证码" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="8" value=${picture}
        onInput=${({ target }) => setPicture(target.value)} error=${wrong.picture} placeholder="右图中的字符"
        hint="看不清？点图片换一张。" beside=${html`<button type="button" class="captcha" onClick=${change} aria-label="换一张图形验证码" aria-busy=${changing || null}>
          ${captcha ? html`<img src=${captcha.image} alt="图形验证码" width="160" height="60" />` : html`<span>载入中</span>`}</button>`} />
      ${captchaError && html`<${ErrorBox} error=${captchaError} retry=${change} />`}
      <${Field} name="code" label="短信验证码" inputmode="numeric" autocomplete="one-time-code" value=${code}
        onInput=${({ target }) => { target.value = digits(target.value, 6); setCode(target.value); }} error=${wrong.code} placeholder="6 位数字"
        hint=${sms?.sent && sms.phone === phone ? '验证码已发送，5 分钟内有效。' : null}
        beside=${html`<button type="button" class="send" disabled=${Boolean(wait) || !captcha} aria-busy=${sending || null} onClick=${ask}>${button}</button>`} />
      <${ErrorBox} error=${sendError} retry=${sendError?.code === 'lost_connection' ? ask : null} />
      <${Tick} name="agreed" checked=${agreed} onChange=${setAgreed} error=${wrong.agreed}>我已阅读并同意以下条款<//>
      <p class="tick-links">${text('TERMS', '用户服务条款')}${text('PRIVACY', '隐私政策')}</p>
      <${ErrorBox} error=${enterError} />
      <${Button} type="submit" busy=${entering}>登录<//>
    </form>
    ${reading && html`<${TextDialog} kind=${reading} onClose=${() => setReading(null)} />`}
  <//>`;
}
