/** Tencent's captcha: its script is loaded when somebody is to solve one, and not before. */

const SCRIPT = 'https://turing.captcha.qcloud.com/TJCaptcha.js'; // its address by Tencent's documentation
const LOAD_MS = 8000;
const [SOLVED, CLOSED] = [0, 2]; // of `ret`; anything else, and a ticket of its own making, is a failure
const MADE_UP = /^t?r?error_/; // "trerror_…", "terror_…": the script could not ask its server, and lets anybody pass

/** @typedef {{ ret: number, ticket: string | null, randstr?: string, errorCode?: number }} Told */
/** @typedef {new (appId: string, told: (told: Told) => void, options: object) => { show: () => void }} Widget */

/** @type {Promise<Widget> | null} */
let loaded = null;

/** @returns {Promise<Widget>} */
const load = () =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script');
    const fail = () => {
      script.remove();
      reject(new Error('not loaded'));
    };
    const timer = setTimeout(fail, LOAD_MS);
    script.addEventListener('error', fail);
    script.addEventListener('load', () => {
      clearTimeout(timer);
      const widget = /** @type {{ TencentCaptcha?: Widget }} */ (globalThis).TencentCaptcha;
      if (widget) resolve(widget);
      else fail();
    });
    script.src = SCRIPT;
    document.head.append(script);
  });

/** Shows it: what to send, or null when whoever was asked closed it.  Throws when it did not open or has no
 * answer: a picture can be had instead.
 * @param {string} appId @returns {Promise<{ captcha_id: string, captcha: string, work: string } | null>} */
export async function byTencent(appId) {
  loaded ??= load().catch((error) => {
    loaded = null; // the line may be back
    throw error;
  });
  const Widget = await loaded;
  return new Promise((resolve, reject) => {
    const told = (/** @type {Told} */ { ret, ticket, randstr, errorCode }) => {
      if (ret === CLOSED) resolve(null);
      else if (ret !== SOLVED || !ticket || !randstr || errorCode || MADE_UP.test(ticket)) reject(new Error('failed'));
      else resolve({ captcha_id: randstr, captcha: ticket, work: '' });
    };
    try {
      new Widget(appId, told, { userLanguage: 'zh-cn' }).show();
    } catch {
      reject(new Error('not shown'));
    }
  });
}
