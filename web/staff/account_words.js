/** The words of accounts; a role's label comes with each answer, and here for the choice. */
export const ROLES = { REVIEWER: '审核员', MANAGER: '管理员', FINANCE: '财务', ADMIN: '系统管理员' };
/** What each may do.  @type {Record<string, string>} */
export const ROLE_DOES = {
  REVIEWER: '审核照片，看自己的审核质量；只看任务和学信网退回',
  MANAGER: '审核；任务、院校、导入、制作包、冲印、邮寄；查找和处理订单；看审计和个人信息',
  FINANCE: '付款、退款、对账、开票、采集季汇总；查找订单；不看照片',
  ADMIN: '员工账号和角色；院校、导入；看审计和个人信息；不审核，不处理订单和款项',
};
/** @type {Record<string, string>} */
export const ACCOUNT_STATES = { INVITED: '待接受邀请', ACTIVE: '已启用', DISABLED: '已停用' };
/** Whose turn it is then.  @type {Record<string, import('./ui/badge.js').Turn>} */
export const TURNS = { INVITED: 'them', ACTIVE: 'well', DISABLED: 'over' };
/** What waits for a second administrator.  @type {Record<string, string>} */
export const GRANTS = {
  invite: '邀请新员工',
  invite_again: '重新邀请',
  give_roles: '修改角色',
  staff_phone: '更换手机号',
  disable: '停用账号',
};
