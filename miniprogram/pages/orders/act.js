/** What a tap does to an order. */
const { Refusal } = require('../../services/request');
const { workOnTap } = require('../../shared/work');

/** After a refusal of its state the order is shown as it is now.
 * @param {{ load(): Promise<unknown> }} page @param {() => Promise<any>} job
 */
async function renewed(page, job) {
  try {
    return await job();
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.status === 409) await page.load();
    throw refusal;
  }
}

/** What moves money or ends an order: a tap, once more after a login.
 * @param {{ data: { orderId: string }, load(): Promise<unknown>, setData(data: Record<string, any>): void }} page
 * @param {() => Promise<void>} job
 */
const act = (page, job) => workOnTap(page, () => renewed(page, job), { orderId: page.data.orderId });

module.exports = { act, renewed };
