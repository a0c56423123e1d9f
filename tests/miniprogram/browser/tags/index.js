import { button } from './button.js';
import { checkbox, checkboxGroup, label, picker, radio, radioGroup, toggle } from './choices.js';
import { definer } from './define.js';
import { form, input, textarea } from './fields.js';
import { icon, navigator, pageMeta, progress } from './others.js';
import { camera, coverImage, image } from './pictures.js';

const TAGS = {
  button, checkbox, 'checkbox-group': checkboxGroup, label, picker, radio, 'radio-group': radioGroup, switch: toggle,
  form, input, textarea, icon, navigator, 'page-meta': pageMeta, progress, camera, 'cover-image': coverImage, image,
};

/** The tags that do something; the others (<view>, <text> …) are plain elements. */
export function defineTags(env, code) {
  const define = definer(env, code);
  Object.entries(TAGS).forEach(([name, tag]) => define(name, tag));
}
