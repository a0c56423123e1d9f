/** What a mini-program code carries: at most 32 characters, here the task code. */
const { plain } = require('./words');

/** "" where there is none.  @param {string | undefined} scene as onLoad gets it */
function codeOfScene(scene) {
  if (!scene) return '';
  const text = decodeURIComponent(scene);
  return plain(text.startsWith('code=') ? text.slice('code='.length) : text).replace(/\s/g, '');
}

module.exports = { codeOfScene };
