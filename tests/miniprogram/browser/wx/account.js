/** Who one is, what one allows, and paying: all of it is asked outside. */
import { gesture } from '../gesture.js';
import { outside } from '../world.js';
import { Failed, call, taken } from './calls.js';

const TEMPLATES = 3; // at most in one question
const TEMPLATE_ID = /^[0-9A-Za-z_-]{43}$/;

async function subscribe({ tmplIds }) {
  if (!gesture.is) throw new Failed('can only be invoked by user TAP gesture.', { errCode: 10001 });
  const fine = Array.isArray(tmplIds) && tmplIds.length && tmplIds.length <= TEMPLATES;
  if (!fine || !tmplIds.every((id) => TEMPLATE_ID.test(id))) throw new Failed('Templates list is not valid', { errCode: 10003 });
  return taken(await outside('subscribe', { tmplIds }));
}

async function pay({ timeStamp, nonceStr, package: prepay, signType, paySign }) {
  const params = { timeStamp, nonceStr, package: prepay, signType, paySign };
  const missing = Object.keys(params).find((name) => typeof params[name] !== 'string');
  if (missing) throw new Failed(`parameter error: parameter.${missing} should be String`);
  const answer = await outside('requestPayment', { params });
  if (answer.lost) return new Promise(() => {}); // the callback never comes
  gesture.begin();
  return taken(answer);
}

export const account = {
  login: call('login', () => outside('login')),
  requestSubscribeMessage: call('requestSubscribeMessage', subscribe),
  requestPayment: call('requestPayment', pay),
};
