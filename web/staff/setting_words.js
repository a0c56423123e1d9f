/** What each setting of a task may be, and what it means for a student. */
import { BYTES, DEFAULTS, LISTS, MOST_PRICE, MOST_TOLERANCE, NUMBERS, SHORTEST, TEXTS } from './generated/rules.js';
import { KB } from './task_form.js';
import { SPECS } from './task_words.js';
import { grouped } from './ui/charts/scale.js';

/** @import { Name, Typed } from './task_form.js' */
/** @typedef {[bounds: string, student: string]} Words either may be empty */

const NOT_SHOWN = '不显示。';

/** @param {Name} name @param {string} unit */
const within = (name, unit) => `${NUMBERS[name].map(grouped).join('–')} ${unit}`;
/** @param {'title' | 'file_name'} name */
const long = (name) => `${SHORTEST[name]}–${TEXTS[name]} 字`;
const KBYTES = `${Math.ceil(BYTES[0] / KB)}–${Math.floor(BYTES[1] / KB)} KB`;
/** @param {Name} name */
const upTo = (name) => `最多 ${grouped(TEXTS[name])} 字`;

/** @type {Partial<Record<Name, Words | ((typed: Typed) => Words)>>} */
const WORDS = {
  title: [`${long('title')}，不能换行`, '页首、订单和通知上的名称。'],
  code: [
    `1–${TEXTS.code} 位字母、数字；留空自动生成 6 位不易看错的（推荐）`,
    '凭它进入任务。保存后不能再改，印出的通知一直有效。',
  ],
  task_type: ['开放后不能改', '显示为标签；散拍要填收件地址，照片邮寄给本人。'],
  collect_mode: ({ collect_mode: mode }) => [
    '开放后不能改',
    mode === 'PLAIN' ? '不需要采集码，学籍信息自己填写。' : '需要上传学信网的图像采集码，学籍信息自动识别，只核对。',
  ],
  makeup_of: ['本分社的任务', '不显示；只记下这是为哪个任务没有赶上的人再开的一轮。'],
  demo: ['只给微信审核员', '不显示；订单不交付，向微信报备为测试订单。'],
  schools: [`${LISTS.schools.join('–')} 所，须在院校目录中`, '学籍不在这些学校的，办理前就会被告知。'],
  levels: [`至少 ${LISTS.levels[0]} 个`, '层次不符的不能办理。'],
  sub_unit: [`可以不填，${upTo('sub_unit')}`, '只有某个院系、函授站办理时填写，显示在学校名称下面。'],
  roster: ['与采集模式相配；开放前要在“导入”中上传', '不在名单里的会被告知联系谁；有名单，老师可以看到谁没完成。'],
  elsewhere: [
    '同一学籍在本分社另一个任务办理过',
    '“可以”时照常办理，只提醒审核员；“不可以”时被告知何时已在另一个任务办理。',
  ],
  opens_at: ['早于结束时间；不填时刻是当天 00:00', '在此之前看到“还没到开始时间”和开始时间。'],
  closes_at: ['晚于开始时间；不填时刻是当天 23:59:59', '任务页和通知写明；之后不能开始、提交和付款。'],
  grace_hours: [within('grace_hours', '小时'), '结束前付的款，宽限内到账仍有效，过后自动退回。'],
  price: [`0–${grouped(MOST_PRICE / 100)}.00，如 30 或 30.50；免费填 0`, '付款前写明金额；0 元没有付款这一步。'],
  pay_minutes: [
    `${within('pay_minutes', '分钟')}，不晚于结束；1440 是一天`,
    '付款页倒计时，过时订单自动关闭，可以重新办理。',
  ],
  refund_until: ['全额，原路退回', '订单页的“申请退款”到这一步为止，之后由分社决定。'],
  refund_note: [`可以不填，${upTo('refund_note')}`, '退款规则由系统写明，这里的话接在后面，付款前显示。'],
  spec: ['开放后不能改', '按它检测和裁剪。'],
  spec_rev: ({ spec }) => [`最新是 ${SPECS[spec]?.[1] ?? '系统中的版本'}`, NOT_SHOWN],
  background: ['成片的背景', '拍摄要求里写的墙面颜色。'],
  tolerance: [`大于 0，不超过 ${MOST_TOLERANCE}；常用 18 至 20`, '墙面颜色相差更多的不合格。'],
  policy: ['只更换颜色均匀的墙面', '更换：纯色的墙都能拍，不必找同色的；不更换：颜色不符就要重拍。'],
  glasses: ['有色镜片和墨镜总是不合格', '拍摄要求和检测结果按此写。'],
  covers: ['只用于按民族或宗教习惯佩戴的采集', '拍摄要求按此写；个别学生可以请人工查看。'],
  file_bytes: [`${KBYTES}，最小不超过最大的九成；两项都不填按照片标准`, NOT_SHOWN],
  allow_album: [`新任务${DEFAULTS.allow_album ? '' : '不'}允许`, '不勾选时只能当场拍摄，没有“从相册选择”。'],
  reject_limit: [within('reject_limit', '次'), '每次驳回都写明还能重交几次；用完后由分社处理。'],
  resubmit_days: [within('resubmit_days', '天'), '驳回时写明到哪天 23:59:59 为止。'],
  resubmit_days_kind: ['工作日只跳过周末，不跳过节假日', '写明的期限按此计算。'],
  overdue: ['到期没有重新提交的订单', '到期前收到提醒，到期后收到结果。'],
  review_days: [within('review_days', '个工作日'), '付款前看到“约几个工作日内审核”。'],
  production_days: [
    `${within('production_days', '个工作日')}；与审核相加超过 15 天时自动向微信报备`,
    '付款前看到“审核通过后约几个工作日内制作完成”。',
  ],
  form_fields: ({ collect_mode: mode, task_type: type }) => [
    [
      `最多 ${LISTS.form_fields[1]} 项`,
      ...(mode === 'PLAIN' ? ['姓名和学号必填'] : []),
      ...(type === 'INDIVIDUAL' ? ['收件人和收件地址必填'] : []),
    ].join('；'),
    mode === 'PLAIN' ? '按下表的顺序填写。' : '按下表的顺序填写；采集码里已有的不再问。',
  ],
  contacts: [`${LISTS.contacts.join('–')} 人，至少一位分社联系人`, '任务页、提示和通知上显示，点号码即拨打。'],
  file_name: [`${long('file_name')}，以 .jpg 结尾；/ 表示放进文件夹`, NOT_SHOWN],
  retention_days: [
    within('retention_days', '天'),
    '任务结束或订单最后变动后到期，自动删除照片和个人信息；付款记录依法保留。',
  ],
};

/** @param {Name} name @param {Typed} typed @returns {Words} */
export function wordsOf(name, typed) {
  const words = WORDS[name];
  return typeof words === 'function' ? words(typed) : (words ?? ['', '']);
}
