/** Log in: phone, picture code, SMS code, and the two texts everybody agrees to. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';
import { issueCaptcha, loginBySms, sendCode } from '../generated/client.js';
import { useKept, useWrong } from '../../shared/hooks.js';
import { drop, keep } from '../../shared/kept.js';
import { note } from '../account.js';
import { begin, isOver, why } from '../session.js';
import { TITLES, VERSIONS } from '../../shared/generated/titles.js';
import { SmsCode } from '../../shared/sms/sms_code.js';
import { Button, Dialog, Field, Heading, Tick } from '../../shared/ui.js';
import { byWechat } from '../parts/by_wechat.js';
import { Art } from '../parts/icon.js';
import { Way } from '../parts/way.js';
import { replace, safe } from '../../shared/router.js';

/** @import { Errors } from '../../shared/hooks.js' */
/** @import { Answer } from '../../shared/sms/captcha.js' */
/** @import { Told } from '../../shared/vendor/preact.js' */
/** What the one tick is for, in the versions that the visitor could read; a newer one is asked for by the step that
 * needs it.
 * @type {('TERMS' | 'PRIVACY')[]} */
const TICKED = ['TERMS', 'PRIVACY'];
const AGREED = TICKED.map((kind) => ({ kind, version: VERSIONS[kind] }));

/** What must be settled before anything else.  @type {Record<string, string>} */
const FIRST = { PROVE: '/prove' };

const PHONE = /^1[3-9]\d{9}$/;
/** @param {string} text */
const phoneIn = (text) =>
  text
    .normalize('NFKC')
    .replace(/^\s*(?:\+|00)?86/, '')
    .replace(/\D/g, '')
    .slice(0, 11);

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
  agreed: (/** @type {boolean} */ agreed) => (agreed ? null : '请先阅读并勾选同意'),
};

/** @param {{ next?: string }} props */
export default function Login({ next }) {
  // not the number that forms begin with: whoever comes next at this computer would read it here
  const [phone, setPhone] = useKept('login', '');
  const [agreed, setAgreed] = useKept('agreed', false);
  const [own, setOwn] = useState(false);
  const [wrong, setWrong, mend] = useWrong();
  const [reading, setReading] = useState(/** @type {string | null} */ (null));

  const typePhone = (/** @type {Told} */ { target }) => {
    target.value = phoneIn(target.value);
    setPhone(target.value);
    mend('phone', WRONG.phone(target.value));
  };
  const tick = (/** @type {boolean} */ on) => {
    setAgreed(on);
    mend('agreed', WRONG.agreed(on));
  };

  const withOwn = (/** @type {Errors} */ mine, /** @type {boolean} */ sending) => {
    const all = { phone: WRONG.phone(phone), ...mine, agreed: sending ? null : WRONG.agreed(agreed) };
    setWrong(all);
    return all;
  };

  const enter = async (/** @type {string} */ code, /** @type {string} */ asker) => {
    const started = await loginBySms({ phone, code, asker, texts: AGREED, ...(own && { own_device: true }) });
    const who = started.person.created_at; // her number may change hands
    if (begin(started.token, who, started.expires_at))
      import('../kept_file.js').then(({ dropAllFiles }) => dropAllFiles());
    note(started.person);
    keep('phone', phone);
    drop('login');
    const first = started.next && FIRST[started.next.kind];
    replace(first ?? safe(next), first ? { next: safe(next) } : {});
  };

  /** @param {string} kind */
  const text = (kind) => html`<button type="button" class="link-btn" onClick=${() => setReading(kind)}>
    《${TITLES[kind]}》
  </button>`;
  return html`<div class="page page-wide door">
    <${Hero} />
    <${SmsCode} issue=${issueCaptcha} kept="sms" about=${phone} yes="登录" onCode=${enter}
        send=${(/** @type {Answer} */ answer) => sendCode({ phone, ...answer })}
        also=${withOwn} otherwise=${byWechat} before=${html`
          <${Heading} title="登录" />
          ${
            (isOver() || next) &&
            html`<p class="note">
              ${isOver() && ended()}${next && '登录后会回到刚才的步骤。'}
            </p>`
          }
          <${Field} name="phone" label="手机号" type="tel" inputmode="numeric" autocomplete="tel-national"
              value=${phone} onInput=${typePhone} error=${wrong.phone} placeholder="11 位手机号" />
        `} after=${html`
          <${Tick} name="agreed" checked=${agreed} onChange=${tick} error=${wrong.agreed}>
            我已阅读并同意以下条款
          <//>
          <p class="tick-links">${TICKED.map(text)}</p>
          <${Tick} name="own" checked=${own} onChange=${setOwn}
              hint="图书馆、机房、打印店等多人使用的电脑请不要勾选：12 小时不使用、最长 24 小时会自动退出。">
            这是我自己的设备，30 天内免登录
          <//>
        `} more=${html`<p class="more">首次登录自动建立账号</p>`} />
    <section class="ways" aria-label="三步完成"><${Way} /></section>
    ${reading && html`<${TextDialog} kind=${reading} onClose=${() => setReading(null)} />`}
  </div>`;
}
