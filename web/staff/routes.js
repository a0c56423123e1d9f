/** The pages of the console, and who each is for; the API asks for the roles again. */
import { router } from '../shared/router.js';

/** @import { StaffRole, StaffView } from '../shared/generated/types' */
/** @typedef {[pattern: string, page: string, roles: StaffRole[]]} PageRow
 * page: its module; roles: any of them will do */

/** @type {StaffRole[]} */
const EVERYBODY = ['REVIEWER', 'MANAGER', 'FINANCE', 'ADMIN'];
/** Without a login.  @type {StaffRole[]} */
const OPEN = [];

/** @type {PageRow[]} */
export const PAGES = [
  ['/', 'home', EVERYBODY],
  ['/login', 'login', OPEN],
  ['/tasks', 'tasks', EVERYBODY],
  ['/tasks/new', 'task_new', ['MANAGER']],
  ['/tasks/:taskId', 'task', EVERYBODY],
  ['/tasks/:taskId/settings', 'task_settings', ['MANAGER']],
  ['/tasks/:taskId/copy', 'task_new', ['MANAGER']],
  ['/tasks/:taskId/notice', 'task_notice', EVERYBODY],
  ['/tasks/:taskId/orders', 'task_orders', EVERYBODY],
  ['/tasks/:taskId/not-begun', 'task_not_begun', ['MANAGER']],
  ['/tasks/:taskId/packages', 'task_packages', ['MANAGER', 'FINANCE']],
  ['/tasks/:taskId/packages/:packageId', 'package_manifest', ['MANAGER']],
  ['/tasks/:taskId/prints', 'task_prints', ['MANAGER']],
  ['/tasks/:taskId/posting', 'task_posting', ['MANAGER']],
  ['/review', 'review', ['REVIEWER', 'MANAGER']],
  ['/review/statistics', 'review_statistics', ['REVIEWER', 'MANAGER']],
  ['/invite', 'invite', OPEN],
  ['/invites/:token', 'accept_invite', OPEN],
  ['/schools', 'schools', EVERYBODY],
  ['/imports', 'imports', ['MANAGER', 'ADMIN']],
  ['/imports/:importId', 'import', ['MANAGER', 'ADMIN']],
  ['/chsi', 'chsi', ['REVIEWER', 'MANAGER', 'ADMIN']],
  ['/accounts', 'accounts', ['ADMIN']],
  ['/audit', 'audit', ['MANAGER', 'ADMIN']],
  ['/privacy', 'privacy', ['MANAGER', 'ADMIN']],
  ['/privacy/deletions', 'deletions', ['MANAGER', 'ADMIN']],
  ['/me', 'me', EVERYBODY],
  ['/me/password', 'password', EVERYBODY],
  ['/orders', 'orders', ['MANAGER', 'FINANCE']],
  ['/orders/:orderId', 'order', EVERYBODY],
  ['/waiting', 'waiting', ['MANAGER', 'FINANCE']],
  ['/orders/:orderId/money', 'order_money', ['MANAGER', 'FINANCE']],
  ['/payments', 'payments', ['FINANCE']],
  ['/season', 'season', ['FINANCE']],
  ['/exports', 'exports', ['MANAGER', 'FINANCE']],
  ['/refunds', 'refunds', ['FINANCE']],
  ['/bills', 'bills', ['FINANCE']],
  ['/bills/:channel/:day', 'bill', ['FINANCE']],
  ['/invoices', 'invoices', ['MANAGER', 'FINANCE']],
];

export const current = router(PAGES.map(([pattern, page, roles]) => [pattern, page, roles === OPEN]));

/** Those a page is for; none where it is open.  @param {string | null} page */
export const rolesOf = (page) => PAGES.find(([, its]) => its === page)?.[2] ?? OPEN;

/** Whether the page at an address is for somebody who is logged in.  @param {StaffView} me @param {string} address */
export const isFor = (me, address) => {
  const roles = rolesOf(current(address).page);
  return roles === OPEN || me.roles.some(({ role }) => roles.includes(role));
};
