/** A code sent by SMS: for whom, until when no other may be asked for, and the field it is typed into. */
import { html } from '../vendor/preact.js';
import { waitOf, wrongCode } from '../both/sms_form.js';
import { now } from '../clock.js';
import { useKept, useSecondsUntil } from '../hooks.js';
import { drop } from '../kept.js';
import { Field } from '../ui.js';
import { howLong } from '../words.js';

/** @import { Sent } from '../generated/types' */
/** @import { Refusal } from '../http.js' */
/** @import { Children, Told } from '../vendor/preact.js' */
/** about: the number, or what else it was asked for; asker: goes with the code, which is good for nobody else
 * @typedef {{ about: string, until: number, sent: boolean, asker: string }} Sms */

const NONE = { until: 0, sent: false, asker: '' };

/** The last code, over reloads of the tab.  asked: null where none was asked for; one for a number that was mistyped
 * keeps nobody waiting.  word: of the button that has it sent.
 * @param {string} name that it is kept by @param {string} about */
export function useSms(name, about = '') {
  const [sms, setSms] = useKept(name, /** @type {Sms | null} */ (null));
  const asked = sms?.about === about ? sms : null;
  const wait = useSecondsUntil(asked?.until ?? null);
  const note = (/** @type {Partial<Sms>} */ news) => setSms({ ...NONE, ...asked, about, ...news });
  return {
    asked,
    wait,
    word: wait ? `${howLong(wait)}后重发` : asked?.sent ? '重新发送' : '发送验证码',
    sent: (/** @type {Sent} */ { retry_after: seconds, asker }) => {
      note({ until: now() + seconds * 1000, sent: true, asker });
      document.getElementById('code')?.focus();
    },
    refused: (/** @type {Refusal} */ refusal) => {
      const seconds = waitOf(refusal);
      if (seconds) note({ until: now() + seconds * 1000 });
    },
    asker: asked?.asker ?? '',
    /** What is wrong with a code that was typed. */
    wrong: (/** @type {string} */ code) => wrongCode(code, asked?.asker ?? ''),
    /** None that was sent is good any more. */
    over: () => note({ sent: false }),
    used: () => drop(name),
  };
}

/** hint: until one was sent.
 * @param {{ value: string, sms: ReturnType<typeof useSms>, error?: string | null, beside?: Children,
 *   hint?: string | null, onType: (code: string) => unknown }} props */
export const SmsField = ({ value, sms, error, beside, hint = null, onType }) => html`
  <${Field} name="code" label="短信验证码" inputmode="numeric" autocomplete="one-time-code" value=${value}
      error=${error} placeholder="6 位数字" beside=${beside}
      hint=${sms.asked?.sent ? '验证码已发送，5 分钟内有效。' : hint}
      onInput=${(/** @type {Told} */ { target }) => {
        target.value = target.value.normalize('NFKC').replace(/\D/g, '').slice(0, 6);
        onType(target.value);
      }} />
`;
