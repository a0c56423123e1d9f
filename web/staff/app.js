/** The branch's console. */
import { start } from '../shared/shell.js';
import { Frame } from './frame.js';
import { FindOrder } from './parts/find_order.js';
import { forRoles } from './parts/for_roles.js';
import { current, rolesOf } from './routes.js';
import { isLoggedIn, watch } from './session.js';

start({
  site: { name: '分社工作台', nextStep: async () => null, Beside: FindOrder },
  current,
  bring: async (page) => ({ default: forRoles(rolesOf(page), (await import(`./pages/${page}.js`)).default) }),
  session: { isLoggedIn, watch },
  Frame,
});
