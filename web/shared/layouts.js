/** The ways to print, which are the branch's own. */
import { useEffect, useState } from './vendor/preact.js';
import { settings } from './settings.js';

/** None until they are known; then a layout is typed. */
export function useLayouts() {
  const [layouts, setLayouts] = useState(/** @type {string[]} */ ([]));
  useEffect(() => {
    settings().then(
      (site) => setLayouts(site.layouts),
      () => {},
    );
  }, []);
  return layouts;
}
