/** The pages of the site. */
import { router } from '../shared/router.js';

export const current = router([
  ['/', 'start'],
  ['/login', 'login', true],
  ['/prove', 'prove'],
  ['/tasks/:code', 'task'],
  ['/tasks/:code/collect-code', 'collect_code'],
  ['/tasks/:code/info', 'info'],
  ['/tasks/:code/form', 'form'],
  ['/orders', 'orders'],
  ['/orders/:orderId', 'order'],
  ['/orders/:orderId/requirements', 'requirements'],
  ['/orders/:orderId/photo', 'photo'],
  ['/orders/:orderId/confirm', 'confirm'],
  ['/orders/:orderId/pay', 'pay'],
  ['/me', 'me'],
  ['/me/consents', 'consents'],
  ['/me/data', 'data'],
  ['/me/deletion', 'deletion'],
  ['/me/closing', 'closing'],
  ['/me/invoice', 'invoices'],
  ['/orders/:orderId/invoice', 'invoice'],
  ['/progress/:token', 'progress', true],
  ['/closed', 'closed', true],
  ['/contact', 'contact', true],
  ['/texts/:kind', 'text', true],
]);
