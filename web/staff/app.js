/** The branch's console. */
import { start } from '../shared/shell.js';
import { Frame } from './frame.js';
import { FindOrder } from './parts/find_order.js';
import { forRoles } from './parts/for_roles.js';
import { current, rolesOf } from './routes.js';
import { watchAttention } from './attention.js';
import { call, isLoggedIn, watch } from './session.js';

watchAttention(() => isLoggedIn() && call('GET', '/api/staff/me').catch(() => {}));

start({
  site: { name: '分社工作台', nextStep: async () => null, Beside: FindOrder },
  current,
  bring: async (page) => ({ default: forRoles(rolesOf(page), (await import(`./pages/${page}.js`)).default) }),
  session: { isLoggedIn, watch },
  Frame,
});
