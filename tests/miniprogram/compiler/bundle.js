/** node compiler/bundle.js MINIPROGRAM OUT: one page for a browser that runs the mini-program.
 *
 * Exits 1 and prints file:line: text for whatever WeChat's tools would refuse or draw wrongly.
 */
import fs from 'node:fs';
import path from 'node:path';
import esbuild from 'esbuild';
import { Project } from './project.js';
import { compileStyles } from './styles.js';
import { compileTemplates } from './templates.js';

const BROWSER = path.resolve(import.meta.dirname, '..', 'browser');
const SHOWN = /\.(png|jpe?g|gif|svg)$/;
const PAGE = `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>小程序</title><link rel="icon" href="data:,"><link rel="stylesheet" href="bundle.css">
<body><script src="bundle.js"></script></body></html>
`;

/** `require` as on a phone: a relative or absolute path of a file of the project, nothing else. */
const plainRequire = (project) => ({
  name: 'plain-require',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path: asked, importer }) => {
      if (!importer.startsWith(project.root + path.sep)) return undefined;
      const base = asked.startsWith('/') ? project.file(asked) : path.resolve(path.dirname(importer), asked);
      const file = [base, `${base}.js`].find((one) => one.endsWith('.js') && fs.existsSync(one));
      if (file && /^[./]/.test(asked) && file.startsWith(project.root + path.sep)) return { path: file };
      return { errors: [{ text: `require('${asked}') finds no file of the mini-program` }] };
    });
  },
});

/** The one file that says where the API is: a test says it anew before the page loads (globalThis.settings). */
const settable = (project) => ({
  name: 'settings',
  setup(build) {
    build.onLoad({ filter: /settings\.js$/ }, ({ path: file }) =>
      file === project.file('settings.js')
        ? { contents: `${fs.readFileSync(file, 'utf8')}\nObject.assign(module.exports, globalThis.settings);` }
        : undefined,
    );
  },
});

/** Pictures and other files that are shown, not run. */
function copyShown(project, out) {
  for (const name of project.files().filter((file) => SHOWN.test(file))) {
    fs.cpSync(project.file(name), path.join(out, 'project', name));
  }
}

/** The script that starts everything. */
function entry(project, units, templates) {
  const script = (name) => `() => require(${JSON.stringify(project.file(`${name}.js`))})`;
  const loads = units.map((unit) => `{ ...${JSON.stringify(unit)}, load: ${script(unit.name)} }`);
  return `import { start } from ${JSON.stringify(path.join(BROWSER, 'start.js'))};
start({ app: ${JSON.stringify(project.app)}, theme: ${JSON.stringify(project.theme)}, templates: ${templates},
  units: [${loads.join(',\n')}], loadApp: ${script('app')} });`;
}

/** @returns {Promise<string[]>} problems; without any the bundle is in `out` */
export async function bundle(root, out) {
  const project = new Project(root);
  const units = project.units();
  const { code, problems } = compileTemplates(project, units);
  if (problems.length) return problems.map(({ file, line, text }) => `${file}:${line}: ${text}`);
  const styles = compileStyles(project, units);
  fs.mkdirSync(out, { recursive: true });
  const built = await esbuild
    .build({
      stdin: { contents: entry(project, units, code), resolveDir: BROWSER },
      bundle: true,
      format: 'iife',
      outfile: path.join(out, 'bundle.js'),
      plugins: [plainRequire(project), settable(project)],
      logLevel: 'silent',
      target: 'es2022',
    })
    .catch((failure) => failure);
  fs.writeFileSync(path.join(out, 'bundle.css'), fs.readFileSync(path.join(BROWSER, 'base.css'), 'utf8') + styles);
  fs.writeFileSync(path.join(out, 'index.html'), PAGE);
  copyShown(project, out);
  return (built.errors ?? []).map(({ text, location }) => `${location?.file ?? '?'}:${location?.line ?? 0}: ${text}`);
}

if (process.argv[1] === import.meta.filename) {
  const problems = await bundle(process.argv[2], process.argv[3]);
  problems.forEach((line) => console.error(line));
  process.exitCode = problems.length ? 1 : 0;
}
