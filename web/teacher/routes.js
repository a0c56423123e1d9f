/** The pages of a teacher's link.  The token stands behind the `#`, which no browser sends to a server or names to
 * another site. */
import { router } from '../shared/router.js';

export const current = router([
  ['/', 'empty', true],
  ['/:token', 'progress', true],
  ['/:token/poster', 'poster', true],
]);
