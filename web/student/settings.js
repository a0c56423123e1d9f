/** What a branch says of itself: settings.json beside the page, never cached, so a phone number changes at once. */
import { lost } from '../shared/http.js';

let asked = null;

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
