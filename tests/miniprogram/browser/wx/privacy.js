/** What touches personal data waits for the privacy guide: WeChat asks once, or lets the mini-program ask. */
import { outside } from '../world.js';
import { Failed, call, event } from './calls.js';

const needs = event('NeedPrivacyAuthorization');
const REFUSED = ['privacy permission is not authorized', { errno: 104 }];
const tapped = new Set(); // ids of buttons with open-type agreePrivacyAuthorization
const KEPT = 'wechat.privacy'; // WeChat keeps the answer when the app ends
const SILENT_MS = 10_000; // after a refusal WeChat does not ask again at once
let refusedAt = 0;

/** The mini-program says when its question is seen and how it was answered. */
function answered(resolve, { event: said, buttonId }) {
  if (said === 'exposureAuthorization') return;
  if (said === 'agree' && !tapped.has(buttonId))
    throw new Error(`onNeedPrivacyAuthorization: no tapped button "${buttonId}"`);
  resolve(said === 'agree');
}

/** The answer to the mini-program's own question, or to WeChat's when it has none. */
async function asked(api) {
  if (!needs.any()) return (await outside('agreePrivacy')).agreed;
  return new Promise((resolve) => {
    needs.fire((answer) => answered(resolve, answer), { referrer: api });
  });
}

async function agreed(api) {
  if (localStorage.getItem(KEPT)) return true;
  if (Date.now() - refusedAt < SILENT_MS) return false;
  if (await asked(api)) localStorage.setItem(KEPT, 'agreed');
  else refusedAt = Date.now();
  return Boolean(localStorage.getItem(KEPT));
}

/** Does `work` when the guide is agreed to.  Raises Failed. */
export async function privately(api, work) {
  if (!(await agreed(api))) throw new Failed(...REFUSED);
  return work();
}

/** A button for agreeing was tapped. */
export const tappedToAgree = (id) => {
  tapped.add(id);
};

export const privacy = {
  onNeedPrivacyAuthorization: needs.api.onNeedPrivacyAuthorization,
  openPrivacyContract: call('openPrivacyContract', () => outside('openPrivacyContract')),
};
