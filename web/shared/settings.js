/** What a branch says of itself: settings.json beside the page, never cached, so a phone number changes at once. */
import { lost } from './http.js';

/** @typedef {{ name: string, about: string, phone: string }} Person */
/** @typedef {{ people: Person[], name: string, address: string, email: string, hours: string }} Place */
/** @typedef {Place & { route: string[] }} Branch */
/** @typedef {{ text: string, url: string }} Record of the police's register */
/**
 * @typedef {{ operator: string, program?: string, branch: Branch, icp: string, police: Record | null,
 *   layouts: string[] }} Settings program: the mini-program's name, as one searches for it in WeChat
 */

/** @type {Promise<Settings> | null} */
let asked = null;

/** @returns {Promise<Settings>} */
async function fetchSettings() {
  const answer = await fetch('/settings.json').catch(() => {
    throw lost();
  });
  if (!answer.ok) throw lost();
  return answer.json();
}

/** The settings; asked for once, and again after a failure. */
export function settings() {
  asked ??= fetchSettings().catch((error) => {
    asked = null;
    throw error;
  });
  return asked;
}
