/** What is uploaded: no file is missing, packages are small and take from no other package than the main one. */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { nodes } from './program.js';

const MAIN_MOST = 1.5 * 1024 * 1024; // WeChat takes 2 MB; the rest is for what nobody thought of
const TAB_MOST = 40 * 1024;
const SUB_MOST = 2 * 1024 * 1024;

/** Of project.config.json: files that stay at home. */
function ignored(project) {
  const rules = project.json('project.config.json').packOptions?.ignore ?? [];
  const tests = {
    file: (value, name) => name === value,
    folder: (value, name) => name.startsWith(`${value}/`),
    suffix: (value, name) => name.endsWith(value),
  };
  return (name) => name === 'project.config.json' || rules.some(({ type, value }) => tests[type](value, name));
}

const packageOf = (project, name) =>
  project
    .packages()
    .map(({ root }) => root)
    .find((root) => root && name.startsWith(`${root.replace(/\/$/, '')}/`)) ?? '';

function* tooLarge(project) {
  const sizes = new Map();
  const stays = ignored(project);
  for (const name of project.files().filter((one) => !stays(one))) {
    const root = packageOf(project, name);
    sizes.set(root, (sizes.get(root) ?? 0) + fs.statSync(project.file(name)).size);
  }
  for (const [root, size] of sizes) {
    const most = root ? SUB_MOST : MAIN_MOST;
    if (size > most)
      yield { file: 'app.json', line: 1, text: `package "${root || 'main'}" has ${size} bytes, more than ${most}` };
  }
}

/** Tabs are pages of the main package, with pictures of at most 40 KB. */
function* badTabs(project) {
  const [{ pages: main }] = project.packages();
  for (const { pagePath, iconPath, selectedIconPath } of project.app.tabBar?.list ?? []) {
    if (!main.includes(pagePath))
      yield { file: 'app.json', line: 1, text: `tab ${pagePath} is no page of the main package` };
    const pictures = [iconPath, selectedIconPath].flatMap((path) =>
      path.startsWith('@') ? Object.values(project.theme).map((names) => names[path.slice(1)]) : [path],
    );
    for (const picture of pictures) {
      if (!project.has(picture)) yield { file: 'app.json', line: 1, text: `the tab's picture ${picture} is missing` };
      else if (fs.statSync(project.file(picture)).size > TAB_MOST)
        yield { file: 'app.json', line: 1, text: `${picture} has more than ${TAB_MOST} bytes` };
    }
  }
}

function* missing(project, units) {
  for (const { name } of units) {
    for (const ending of ['js', 'json', 'wxml']) {
      if (!project.has(`${name}.${ending}`)) yield { file: `${name}.${ending}`, line: 1, text: 'is missing' };
    }
  }
}

function* foreign(project, scripts) {
  for (const name of project.files().filter((one) => one.endsWith('.js'))) {
    const source = scripts.source(name);
    for (const node of nodes(source)) {
      if (!ts.isCallExpression(node) || node.expression.getText(source) !== 'require') continue;
      const asked = path.posix.join(path.posix.dirname(name), node.arguments[0].text ?? '');
      const from = packageOf(project, asked);
      if (from && from !== packageOf(project, name)) {
        yield { file: name, line: scripts.line(source, node), text: `takes ${asked} from the package "${from}"` };
      }
    }
  }
}

export const checkPackages = ({ project, units, scripts }) => [
  ...tooLarge(project),
  ...badTabs(project),
  ...missing(project, units),
  ...foreign(project, scripts),
];
