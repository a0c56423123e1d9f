// Written by `python -m tools.web_client` from web/shared/both/sentences.js: change it there.
/** Sentences as they are read. */

/** A date, hours, a telephone: what the end of a line never parts. */
const WHOLE = /((?:\d{4}年)?\d+月\d+日|\d+:\d\d(?:–\d+:\d\d)?|\d{3,4}-\d{7,8})/;

/** A sentence in parts; whole: one that is not to be broken.
 * @param {string} text @returns {{ at: number, words: string, whole: boolean }[]} */
const phrasesOf = (text) => text.split(WHOLE).map((words, at) => ({ at, words, whole: at % 2 === 1 }));

/** Whether a phone can dial the number: a landline of 7 or 8 digits lacks its area code.  @param {string} phone */
const canDial = (phone) => !/^\d{7,8}$/.test(phone.replace(/[\s-]/g, ''));

module.exports = { phrasesOf, canDial };
