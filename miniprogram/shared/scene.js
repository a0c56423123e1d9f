/** What pages are opened with. */
const { plain } = require('./words');

/** A value of a page's query: WeChat hands it over as it was written.  @param {string | undefined} value */
function decoded(value) {
  try {
    return decodeURIComponent(value || '');
  } catch {
    // a lone % was typed
    return value || '';
  }
}

/** The task code in a mini-program code's scene (at most 32 characters) or a query; "" where there is none.
 * @param {{ scene?: string, code?: string }} query
 */
function codeOf({ scene, code }) {
  const text = decoded(scene || code);
  return plain(text.startsWith('code=') ? text.slice('code='.length) : text).replace(/\s/g, '');
}

module.exports = { decoded, codeOf };
