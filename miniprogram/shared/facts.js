/** Rows of labels and values; empty values are left out. */

/** @typedef {{ label: string, value: string }} Fact */

/** @param {[string, string | null | undefined][]} rows @returns {Fact[]} */
const facts = (rows) => rows.filter(([, value]) => value).map(([label, value]) => ({ label, value: String(value) }));

module.exports = { facts };
