import { button } from './button.js';
import { checkbox, checkboxGroup, label, picker, radio, radioGroup } from './choices.js';
import { definer } from './define.js';
import { form, input } from './fields.js';
import { pageMeta, progress, slider } from './others.js';
import { camera, image } from './pictures.js';

const TAGS = {
  button,
  camera,
  checkbox,
  'checkbox-group': checkboxGroup,
  form,
  image,
  input,
  label,
  'page-meta': pageMeta,
  picker,
  progress,
  radio,
  'radio-group': radioGroup,
  slider,
};

/** The tags that do something; the others (<view>, <text> …) are plain elements. */
export function defineTags(env, code) {
  const define = definer(env, code);
  Object.entries(TAGS).forEach(([name, tag]) => define(name, tag));
}
