/** A refusal as the error box shows it: what is wrong, what to do, and the way there. */
const { nextStep } = require('./next_steps');
const log = require('../services/log');
const { Refusal } = require('../services/request');

/** @typedef {ReturnType<typeof shown>} Shown */
/** @typedef {import('../generated/types').Question[]} Questions what is asked by now */

/** lost: nobody knows what became of it.  @param {unknown} problem @param {Record<string, string>} params */
function shown(problem, params) {
  if (!(problem instanceof Refusal)) {
    console.error(problem);
    log.tell('page', problem);
    return {
      code: 'page_broken',
      message: '页面出现故障',
      action: '请返回后重试，您的信息已保存',
      field: null,
      ref: '',
      again: true,
      lost: true,
      step: null,
      data: null,
    };
  }
  const { code, message, action, field, status, ref, data } = problem;
  return {
    code,
    message,
    action,
    field: field ? field.split('.').pop() : null,
    ref: status >= 500 ? ref : '',
    again: !status || status >= 500 || status === 429,
    lost: !status || status >= 500,
    step: nextStep(code, { ...(typeof data?.order_id === 'string' ? { orderId: data.order_id } : {}), ...params }),
    data:
      data && (data.takeover || data.read_id || data.questions)
        ? {
            takeover: Boolean(data.takeover),
            read_id: String(data.read_id || ''),
            questions: /** @type {Questions | null} */ (data.questions || null),
          }
        : null,
  };
}

module.exports = { shown };
