/** The mini-program's scripts as TypeScript understands them: types, and what Page() and Component() were given. */
import path from 'node:path';
import ts from 'typescript';

const MODULES = path.resolve(import.meta.dirname, '..', 'node_modules');
const OPTIONS = {
  target: ts.ScriptTarget.ES2020,
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  lib: ['lib.es2020.d.ts'],
  types: ['miniprogram-api-typings'],
  typeRoots: [MODULES],
  allowJs: true,
  checkJs: true,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
};
const MAKERS = new Set(['Page', 'Component']);
const OF_OTHERS = /^vendor\/.*\.js$/; // written without types, which stand beside them

/** Every node below and including this one. */
export function* nodes(node) {
  yield node;
  const below = [];
  ts.forEachChild(node, (child) => {
    below.push(child);
  });
  for (const child of below) yield* nodes(child);
}

export class Scripts {
  /** @param {import('../compiler/project.js').Project} project */
  constructor(project) {
    const files = project
      .files()
      .filter((name) => /\.(js|d\.ts)$/.test(name))
      .map((name) => project.file(name));
    this.project = project;
    this.program = ts.createProgram(files, OPTIONS);
    this.checker = this.program.getTypeChecker();
  }

  source(name) {
    return this.program.getSourceFile(this.project.file(name));
  }

  /** What tsc says. */
  remarks() {
    return ts
      .getPreEmitDiagnostics(this.program)
      .map(({ file, start, messageText }) => ({
        file: file ? path.relative(this.project.root, file.fileName) : 'app.json',
        line: file ? file.getLineAndCharacterOfPosition(start).line + 1 : 1,
        text: ts.flattenDiagnosticMessageText(messageText, ' '),
      }))
      .filter(({ file }) => !OF_OTHERS.test(file));
  }

  line(source, node) {
    return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  }

  /** Names of the object's properties, spread ones too; null when they cannot be known. */
  names(node) {
    const type = this.checker.getTypeAtLocation(node);
    const open = type.flags & ts.TypeFlags.Any || type.getStringIndexType();
    return open ? null : type.getProperties().map(({ name }) => name);
  }

  /** @returns {{ handlers: Set<string>, data: Set<string> } | null}  null for a file without Page() or Component() */
  made(unit) {
    const source = this.source(`${unit.name}.js`);
    const made =
      source &&
      [...nodes(source)].find(
        (node) => ts.isCallExpression(node) && ts.isIdentifier(node.expression) && MAKERS.has(node.expression.text),
      );
    if (!made) return null;
    const [given] = made.arguments;
    const below = (name) => this.#below(given, name);
    const handlers = made.expression.text === 'Page' ? this.names(given) : below('methods');
    return { handlers: new Set(handlers), data: new Set([...below('data'), ...below('properties')]) };
  }

  /** Names of the properties of one property of the object. */
  #below(node, name) {
    const property = this.checker.getTypeAtLocation(node).getProperty(name);
    if (!property) return [];
    return this.checker
      .getTypeOfSymbolAtLocation(property, node)
      .getProperties()
      .map((one) => one.name);
  }
}
