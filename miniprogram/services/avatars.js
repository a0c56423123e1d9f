/** The picture of the account. */
const { putAccount } = require('../generated/client');
const account = require('./account');
const files = require('./files');
const { Refusal, pause } = require('./request');

const PAUSES_MS = [800, 1200, 2000, 3000, 4000]; // it is looked at before it may be shown

/** @param {string} path of the chosen picture */
async function send(path) {
  const picture = await files.prepared(path, 'AVATAR');
  const { upload_id: avatar } = await files.send({ purpose: 'AVATAR', picture });
  for (const ms of PAUSES_MS) {
    await pause(ms);
    try {
      return account.set(await putAccount({ avatar }));
    } catch (refusal) {
      if (!(refusal instanceof Refusal) || refusal.code !== 'avatar_not_ready') throw refusal;
    }
  }
  return account.set(await putAccount({ avatar }));
}

module.exports = { send };
