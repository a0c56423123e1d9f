/** Who one is, what one allows, and paying: all of it is asked outside. */
import { gesture } from '../gesture.js';
import { outside } from '../world.js';
import { Failed, call, taken } from './calls.js';
import { front } from './front.js';
import { privately } from './privacy.js';

const TEMPLATES = 3; // at most in one question
const NEVER = new Promise(() => {}); // no callback comes
const TEMPLATE_ID = /^[0-9A-Za-z_-]{43}$/;

async function subscribe({ tmplIds }) {
  if (!gesture.is) throw new Failed('can only be invoked by user TAP gesture.', { errCode: 10001 });
  const fine = Array.isArray(tmplIds) && tmplIds.length && tmplIds.length <= TEMPLATES;
  if (!fine || !tmplIds.every((id) => TEMPLATE_ID.test(id)))
    throw new Failed('Templates list is not valid', { errCode: 10003 });
  const answer = await outside('subscribe', { tmplIds });
  return answer.lost ? NEVER : taken(answer);
}

async function pay({ timeStamp, nonceStr, package: prepay, signType, paySign }) {
  const params = { timeStamp, nonceStr, package: prepay, signType, paySign };
  const missing = Object.keys(params).find((name) => typeof params[name] !== 'string');
  if (missing) throw new Failed(`parameter error: parameter.${missing} should be String`);
  const answer = await front.behind(() => outside('requestPayment', { params }));
  return answer.lost ? NEVER : taken(answer);
}

/** Its callback counts as a tap; a promise's continuation does not. */
const inGesture = ({ success, ...options }) => ({
  ...options,
  success: success && ((result) => gesture.during(() => success(result))),
});
const requestPayment = call('requestPayment', pay);

export const account = {
  chooseAddress: call('chooseAddress', () =>
    privately('chooseAddress', async () => taken(await front.behind(() => outside('chooseAddress')))),
  ),
  login: call('login', async () => taken(await outside('login'))),
  requestSubscribeMessage: call('requestSubscribeMessage', subscribe),
  requestPayment: (options = {}) => requestPayment(inGesture(options)),
};
