/** node checks/index.js MINIPROGRAM LIST: everything about the mini-program that shows without running it.
 *
 * LIST: the Markdown file with the domains for WeChat's console.  Prints file:line: text per problem and exits 1.
 */
import { Project } from '../compiler/project.js';
import { compileTemplates } from '../compiler/templates.js';
import { checkData } from './data_keys.js';
import { checkHandlers } from './handlers.js';
import { checkHosts } from './hosts.js';
import { checkPackages } from './packages.js';
import { Scripts } from './program.js';

const CHECKS = {
  types: ({ scripts }) => scripts.remarks(),
  templates: ({ project, units }) => compileTemplates(project, units).problems,
  handlers: checkHandlers,
  data: checkData,
  packages: checkPackages,
  domains: checkHosts,
};

const [, , root, list] = process.argv;
const project = new Project(root);
const all = { project, units: project.units(), scripts: new Scripts(project), list };
for (const [name, check] of Object.entries(CHECKS)) {
  for (const { file, line, text } of check(all)) {
    console.error(`${file}:${line}: ${name}: ${text}`);
    process.exitCode = 1;
  }
}
