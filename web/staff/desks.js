/** The desks of the console; who works at each is said of its page. */
import { isFor } from './routes.js';

/** @import { StaffView } from '../shared/generated/types' */
/** @typedef {[address: string, name: string, about: string, sign: string, group: string]} DeskRow
 * about: what is done there; sign: of icons.svg; group: the heading it stands under in the navigation */

const [SEASON, MONEY, BRANCH] = ['采集季', '款项', '分社'];

/** @type {DeskRow[]} */
const DESKS = [
  ['/review', '审核', '逐张领取待审核的照片，通过或驳回', 'review', ''],
  ['/waiting', '待处理', '等待第二个人确认的申请，和需要决定的订单', 'two', ''],
  ['/orders', '查找订单', '按手机号、订单号、采集码或学号找到订单，看它到了哪一步', 'find', ''],
  ['/tasks', '任务', '采集任务的设置、进度和制作包', 'tasks', SEASON],
  ['/imports', '导入表格', '名单、现场采集、学信网结果、快递单号、院校目录', 'import', SEASON],
  ['/chsi', '学信网退回', '学信网退回、我们通过的照片，各有什么原因', 'compare', SEASON],
  ['/schools', '院校目录', '学校的代码、名称和曾用名', 'school', SEASON],
  ['/payments', '付款', '按日期、渠道、状态、任务、金额或单号查找付款，核实对不上的', 'income', MONEY],
  ['/refunds', '退款', '每一笔退款到了哪一步，异常的怎样处理', 'refund', MONEY],
  ['/bills', '对账', '渠道账单与系统账目逐日核对，下载报表', 'bill', MONEY],
  ['/invoices', '开票', '学生填写的发票抬头，登记和更正发票号码，开具后退款的', 'invoice', MONEY],
  ['/season', '采集季汇总', '一个采集季的收入、退款和净额，按日、任务和学校', 'chart', MONEY],
  ['/exports', '导出', '后台写好的表格：进度和下载', 'down', MONEY],
  ['/accounts', '员工账号', '邀请员工、修改角色、解除锁定', 'people', BRANCH],
  ['/audit', '审计记录', '谁在何时对什么做了什么', 'audit', BRANCH],
  ['/privacy', '个人信息', '照片和资料保存到何时，接下来删除什么，删除过什么', 'shield', BRANCH],
  ['/me', '我的登录', '查看和结束登录、更改密码、退出', 'key', BRANCH],
];

/** Those of somebody's roles.  @param {StaffView} me */
export const desksOf = (me) => DESKS.filter(([address]) => isFor(me, address));
