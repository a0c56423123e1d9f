/** The words of accounts; a role's label comes with each answer, and here for the choice. */
export const ROLES = { REVIEWER: '审核员', MANAGER: '管理员', FINANCE: '财务', ADMIN: '系统管理员' };
/** @type {Record<string, string>} */
export const ACCOUNT_STATES = { INVITED: '待接受邀请', ACTIVE: '已启用', DISABLED: '已停用' };
/** Whose turn it is then.  @type {Record<string, import('./ui/badge.js').Turn>} */
export const TURNS = { INVITED: 'them', ACTIVE: 'well', DISABLED: 'over' };
