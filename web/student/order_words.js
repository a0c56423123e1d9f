/** What an order's states mean to its owner, and which of them stand under which tab. */

/** state → what happens now, in a sentence. */
export const TELLS = {
  DRAFT: '信息已保存，还没有提交照片。',
  AWAITING_PAYMENT: '支付后照片进入人工审核，超时未支付订单会自动关闭。',
  IN_REVIEW: '照片正在排队等待人工审核，结果会通知您。',
  WITHDRAWN: '您撤回了照片，请换好照片后重新提交，不再收费。',
  REJECTED: '照片没有通过人工审核，请按原因换一张照片，不再收费。',
  APPROVED: '照片已审核通过，等待制作。',
  IN_PRODUCTION: '照片正在制作并上报，采集已完成。',
  DONE: '照片已上报学信网，请按学校通知在学信网完成图像校对。',
  CORRECTION: '上报后发现信息需要更正，请按提示换一张照片，不再收费。',
  REFUNDING: '退款已提交，将原路退回付款账户，一般 1 至 3 个工作日到账。',
  REFUNDED: '款项已原路退回付款账户。',
  EXPIRED: '没有在规定时间内支付。任务仍开放时可以重新支付，不用重新填写。',
  CANCELLED: '订单已取消。如需采集，请重新填写特征码办理。',
  CLOSED: '订单已关闭，如有疑问请联系分社。',
};

const UNPAID = new Set(['AWAITING_PAYMENT', 'EXPIRED']);
const MONEY_BACK = new Set(['REFUNDING', 'REFUNDED']);
const CAME = new Set(['OK', 'ORPHAN', 'RETURNED', 'RETURNED_OUTSIDE']); // of a payment: the money was there, late money too

export const TABS = [
  ['unpaid', '待支付', ({ state }) => UNPAID.has(state)],
  ['paid', '已支付', ({ state, paid, payment }) => paid || MONEY_BACK.has(state) || CAME.has(payment?.state)],
  ['all', '全部', () => true],
];

/** [label, value] of the student; task: the one kept in this tab, for the level's name. */
export const studentOf = ({ student }, task) => [
  ['姓名', student.name],
  ['学校', student.school_name],
  ['学历层次', task?.levels.find(({ level }) => level === student.level)?.label ?? LEVELS[student.level]],
  ['学院', student.college],
  ['系所', student.department],
  ['专业', student.major],
  ['班级', student.class_name],
  ['学号', student.student_no],
  ['证件号后 4 位', student.id_tail],
];

const LEVELS = {
  DOCTOR: '博士研究生', MASTER: '硕士研究生', SECOND_BACHELOR: '第二学士学位', BACHELOR: '本科', TOP_UP: '专科起点本科', JUNIOR: '专科',
};

/** Where the next thing to do is; null when nothing is. */
export function nextOf({ order_id: id, actions, photo }) {
  if (actions.includes('pay')) return { label: '去支付', href: `#/orders/${id}/pay` };
  if (actions.includes('resubmit')) return { label: '核对并重新提交', href: `#/orders/${id}/confirm` };
  if (actions.includes('submit')) return { label: '核对并提交', href: `#/orders/${id}/confirm` };
  if (actions.includes('upload')) return { label: photo ? '更换照片' : '去拍照', href: `#/orders/${id}/${photo ? 'photo' : 'requirements'}` };
  return null;
}
