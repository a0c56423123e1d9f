/** Teachers' links of before led here; their page has an address of its own now. */
import { html, useEffect } from '../../shared/vendor/preact.js';
import { Loading } from '../../shared/ui.js';

/** @param {{ token: string }} props */
export default function Progress({ token }) {
  useEffect(() => location.replace(`/p/#/${encodeURIComponent(token)}`), [token]);
  return html`<${Loading} />`;
}
