/** What the branch says of itself: the settings.json of its site, so a phone number changes in both clients at once. */
const { call } = require('./request');

/**
 * @typedef {{ name: string, about: string, phone: string }} Helper
 * @typedef {{ name: string, address: string, route: string[], hours: string, people: Helper[], email: string }} Branch
 * @typedef {{ operator: string, branch: Branch, layouts: string[] }} BranchSettings
 */

/** @type {Promise<BranchSettings> | null} */
let asked = null;

/** Asked for once, and again after a failure.  @returns {Promise<BranchSettings>} */
function settings() {
  asked =
    asked ||
    call('GET', '/settings.json').catch((error) => {
      asked = null;
      throw error;
    });
  return asked;
}

module.exports = { settings };
