/** WeChat's own tags that the harness knows: in the browser each is called wx-<name>. */
export const OWN_TAGS = new Set([
  'view',
  'text',
  'image',
  'progress',
  'cover-view',
  'camera',
  'label',
  'button',
  'form',
  'input',
  'checkbox',
  'checkbox-group',
  'radio',
  'radio-group',
  'picker',
  'page-meta',
  'slider',
]);

/** Tags of the template language itself. */
export const LANGUAGE_TAGS = new Set(['block', 'template', 'slot', 'wxs', 'import', 'include']);
