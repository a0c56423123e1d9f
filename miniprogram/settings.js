/** Where this copy of the mini-program talks to, by the version WeChat runs it as.
 *
 * api: origin of the API and of the branch's settings.json; templates: ids of the subscribe messages, as the server has
 * them in WECHAT_RESULT_TEMPLATE and WECHAT_STATE_TEMPLATE, "" for none.  The tests put their own module in this one's
 * place; nothing else knows an address.
 *
 * @typedef {{ api: string, templates: { result: string, state: string } }} Settings
 */

/** @type {Record<'develop' | 'trial' | 'release', Settings>} */
const BY_VERSION = {
  develop: {
    api: 'http://127.0.0.1:8000',
    templates: {
      result: 'SANDBOX-result-template-000000000000000000A',
      state: 'SANDBOX-state-template-0000000000000000000A',
    },
  },
  trial: { api: 'https://photo-trial.example.com', templates: { result: '', state: '' } },
  release: { api: 'https://photo.example.com', templates: { result: '', state: '' } },
};

module.exports = BY_VERSION[wx.getAccountInfoSync().miniProgram.envVersion];
