/** The form that has an SMS sent, behind a captcha, and takes its code. */
import { html, useState } from '../vendor/preact.js';
import { refusalOf, useWork, useWrong } from '../hooks.js';
import { Button, Doing, ErrorBox, Field, focusFirst } from '../ui.js';
import { AWAY, useCaptcha } from './captcha.js';
import { SmsField, useSms } from './sms.js';

/** @import { Sent } from '../generated/types' */
/** @import { Errors } from '../hooks.js' */
/** @import { Refusal } from '../http.js' */
/** @import { Children, Told } from '../vendor/preact.js' */
/** @import { Answer, Issue } from './captcha.js' */

const INSTEAD = '安全验证没有打开，请改填图形验证码';
const CHANGED = '图片已换了一张，请填写新的字符'; // while its work was waited for
const OVER = new Set(['sms_code_over', 'page_outdated']); // or the hint would call the code valid

/** @param {string} text */
const wrongPicture = (text) => (text.trim() ? null : '请填写图中的字符');
const only = (/** @type {Errors} */ mine) => mine;

/** The picture, another one at each click, and below it its signs.
 * @param {{ of: ReturnType<typeof useCaptcha>, value: string, error?: string | null,
 *   onType: (text: string) => unknown }} props */
const Picture = ({ of: { captcha, change, busy, preparing }, value, error, onType }) => html`<div class="picture">
  <button type="button" class="captcha" onClick=${change} aria-label="换一张图形验证码" aria-busy=${busy || null}
      disabled=${preparing}>
    ${captcha?.image ? html`<img src=${captcha.image} alt="图形验证码" />` : html`<span>载入中</span>`}
  </button>
  <${Field} name="picture" label="图形验证码" autocomplete="off" autocapitalize="characters" spellcheck="false"
      maxlength="8" value=${value} error=${error} placeholder="图中的字符，按骰子点数的顺序"
      hint="从骰子 1 点旁的字符开始。点图片换一张。"
      onInput=${(/** @type {Told} */ { target }) => onType(target.value)} />
</div>`;

/** issue: the site's call for a captcha; kept: the name the last SMS is kept by; about: the number it is for, where one
 * is typed; before, after: what is asked for above it and below it; also(mine, sending): what is wrong, with that of
 * those fields, in their order; send: has the SMS sent; onCode: with its code and asker; yes: the button; more: below
 * it; usedUp: codes of refusals after which the SMS is good no more; otherwise(refusal): another way, where no SMS is
 * sent.
 * @param {{ issue: Issue, kept: string, about?: string, before?: Children, after?: Children, yes: string,
 *   more?: Children, usedUp?: string[], also?: (mine: Errors, sending: boolean) => Errors,
 *   send: (answer: Answer) => Promise<Sent | null>, onCode: (code: string, asker: string) => unknown,
 *   otherwise?: (refusal: Refusal) => Children }} props */
export function SmsCode({
  issue,
  kept,
  about = '',
  before = null,
  after = null,
  yes,
  more = null,
  usedUp = [],
  also = only,
  send,
  onCode,
  otherwise = () => null,
}) {
  const [signs, setSigns] = useState('');
  const [code, setCode] = useState('');
  const [wrong, setWrong, mend] = useWrong();
  const captcha = useCaptcha(issue);
  const sms = useSms(kept, about);
  const [ask, asking, askError, setAskError] = useWork();
  const [enter, entering, enterError, setEnterError] = useWork();

  /** Says what is wrong, and whether all is right. */
  const check = (/** @type {Errors} */ errors) => {
    setWrong(errors);
    setAskError(null);
    setEnterError(null);
    return !focusFirst(errors);
  };
  const get = () => {
    if (!check(also({ picture: captcha.isPicture ? wrongPicture(signs) : null }, true))) return;
    ask(async () => {
      try {
        const answer = await captcha.solve(signs.trim());
        const sent = answer && (await send(answer));
        if (sent) sms.sent(sent);
        else if (!answer && captcha.isPicture) check({ picture: CHANGED });
      } catch (caught) {
        const error = refusalOf(caught);
        sms.refused(error);
        if (error.code === AWAY) captcha.usePictures();
        else if (error.field !== 'captcha' || !captcha.isPicture) throw error;
        check({ picture: error.code === AWAY ? INSTEAD : error.sentence });
      } finally {
        setSigns(''); // a picture is good for one try
        captcha.change();
      }
    });
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!check(also({ code: sms.wrong(code) }, false))) return;
    enter(async () => {
      try {
        await onCode(code, sms.asker);
        sms.used();
      } catch (caught) {
        const { code: refused } = refusalOf(caught);
        if (OVER.has(refused) || usedUp.includes(refused)) sms.over();
        throw caught;
      }
    });
  };
  const isThere = captcha.isPicture ? captcha.captcha?.image : captcha.captcha;
  return html`<form class="card" onSubmit=${submit} onInput=${captcha.touch} noValidate>
    ${before}
    ${
      captcha.isPicture &&
      html`
        <${Picture} of=${captcha} value=${signs} error=${wrong.picture}
            onType=${(/** @type {string} */ text) => {
              setSigns(text);
              mend('picture', wrongPicture(text));
            }} />
      `
    }
    ${captcha.error && html`<${ErrorBox} error=${captcha.error} retry=${captcha.change} />`}
    <${SmsField} sms=${sms} value=${code} error=${wrong.code}
        hint=${captcha.isPicture ? null : '点“发送验证码”后，请按提示完成安全验证。'}
        onType=${(/** @type {string} */ text) => {
          setCode(text);
          mend('code', sms.wrong(text));
        }} beside=${html`
          <button type="button" class="send" disabled=${Boolean(sms.wait) || !isThere} aria-busy=${asking || null}
              onClick=${get}>
            ${captcha.preparing ? '正在准备…' : sms.word}
          </button>
        `} />
    ${captcha.preparing && html`<${Doing}>正在进行安全验证，请稍候……<//>`}
    <${ErrorBox} error=${askError} retry=${askError?.code === 'lost_connection' ? get : null} />
    ${askError && otherwise(askError)}
    ${after}
    <${ErrorBox} error=${enterError} />
    <${Button} type="submit" busy=${entering}>${yes}<//>
    ${more}
  </form>`;
}
