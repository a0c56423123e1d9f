/** WeChat's own tags that the harness knows: in the browser each is called wx-<name>. */
export const OWN_TAGS = new Set([
  'view', 'text', 'image', 'icon', 'progress', 'scroll-view', 'cover-view', 'cover-image', 'camera', 'label',
  'button', 'form', 'input', 'textarea', 'checkbox', 'checkbox-group', 'radio', 'radio-group', 'switch', 'picker',
  'navigator', 'page-meta',
]);

/** Tags of the template language itself. */
export const LANGUAGE_TAGS = new Set(['block', 'template', 'slot', 'wxs', 'import', 'include']);
