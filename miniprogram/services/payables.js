/** What somebody pays for: an order of one's own, or by a link another's.  Each knows how it is begun and asked
 * about. */
const { askByLink, askPayment, startByLink, startPayment } = require('../generated/client');
const { wechatCode } = require('./login');

const CHANNEL = 'WECHAT_JSAPI';

/** name: under which its attempt is kept; begin: opens the attempt of this key at the channel; ask: how that attempt
 * stands.
 * @typedef {{ params: Record<string, string>, expires_at: string, attempt_no?: number }} Begun
 * @typedef {object} Payable
 * @property {string} name
 * @property {(key: string) => Promise<Begun>} begin
 * @property {(key: string) => Promise<string>} ask
 */

const platform = () => wx.getDeviceInfo().platform;

/** @param {string} orderId @returns {Payable} */
function ofOrder(orderId) {
  let attemptNo = 0;
  return {
    name: orderId,
    async begin(key) {
      const started = await startPayment(orderId, { channel: CHANNEL, client_key: key, platform: platform() });
      attemptNo = started.attempt_no;
      return started;
    },
    ask: async () => (await askPayment(orderId, attemptNo)).state,
  };
}

/** Whoever pays is known to WeChat alone: nobody logs in.  @param {string} token @returns {Payable} */
const ofLink = (token) => ({
  name: token.slice(0, 16), // of the link, and not all of it
  begin: async (key) =>
    startByLink(token, { channel: CHANNEL, client_key: key, code: await wechatCode(), platform: platform() }),
  ask: async (key) => (await askByLink(token, key)).state,
});

module.exports = { ofOrder, ofLink };
