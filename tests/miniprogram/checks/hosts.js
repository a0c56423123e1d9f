/** Every address the mini-program knows, and every kind of connection it opens, is in the list for WeChat's console. */
import fs from 'node:fs';
import { lineOf } from '../compiler/markup.js';

const ADDRESS = /(?<!xmlns=['"]|@link )\b(?:https?|wss?):\/\/[^\s/'"`<>)]+/g; // no namespace, no comment's link
const LOCAL = /^http:\/\/127\.0\.0\.1(:|$)/; // the sandbox; WeChat's tools only
const KINDS = {
  request: /\bwx\.request\(/,
  uploadFile: /\bwx\.uploadFile\(/,
  downloadFile: /\bwx\.downloadFile\(/,
  socket: /\bwx\.connectSocket\(/,
};
const READ = /\.(js|json|wxml|wxss|wxs)$/;
const ROW = /^\|\s*(\w+) 合法域名\s*\|(.*)$/gm;

/** kind → addresses, of the rows `| request 合法域名 | https://… |` of a Markdown file. */
export function listed(markdown) {
  return new Map([...markdown.matchAll(ROW)].map(([, kind, row]) => [kind, row.match(ADDRESS) ?? []]));
}

export function checkHosts({ project, list }) {
  const documented = listed(fs.readFileSync(list, 'utf8'));
  const addresses = new Set([...documented.values()].flat());
  const problems = [];
  for (const file of project.files().filter((name) => READ.test(name))) {
    const text = project.text(file);
    const add = (at, said) =>
      problems.push({ file, line: lineOf(text, at), text: `${said} is not in the list of domains` });
    for (const { 0: address, index } of text.matchAll(ADDRESS)) {
      if (!LOCAL.test(address) && !addresses.has(address)) add(index, address);
    }
    for (const [kind, call] of Object.entries(KINDS)) {
      const at = text.search(call);
      if (at >= 0 && !documented.get(kind)?.length) add(at, `a domain for ${kind}`);
    }
  }
  return problems;
}
