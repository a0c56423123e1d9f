/** setData as a phone has it: JSON only, small, no pictures. */
import { record } from './world.js';

const MOST = 64 * 1024; // bytes of one change; slow phones stutter beyond it
const LONGEST = 24 * 1024; // of one text: longer ones are pictures

function check(value, path) {
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return;
  if (typeof value === 'string') {
    if (value.length > LONGEST) throw new Error(`setData: ${path} holds ${value.length} characters: a picture?`);
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((one, index) => check(one, `${path}[${index}]`));
    return;
  }
  if (value && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    Object.entries(value).forEach(([key, one]) => check(one, `${path}.${key}`));
    return;
  }
  throw new Error(`setData: ${path} is no JSON: ${Object.prototype.toString.call(value)}`);
}

const bytes = new TextEncoder();

/** From now on every setData of the mini-program is looked at; a bad one throws. */
export function watchSetData(ComponentCaller) {
  const { setData } = ComponentCaller.prototype;
  ComponentCaller.prototype.setData = function watched(change, done) {
    if (!this.is.startsWith('builtin/')) {
      check(change, this.is);
      const size = bytes.encode(JSON.stringify(change)).length;
      record.payloads.push(size);
      if (size > MOST) throw new Error(`setData: ${this.is} sends ${size} bytes at once`);
    }
    return setData.call(this, change, done);
  };
}
