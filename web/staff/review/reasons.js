/** The reasons of a rejection as a reviewer chooses them: in a fixed order, each of the first with a key. */

/** @import { ReasonRow } from '../../shared/generated/types' */

export const WITH_NOTE = 'other'; // says nothing without a note

/** Of a file that nobody could look at: the engine refuses it, so no reviewer ever sees one. */
const UNSEEN = new Set(['bad_format', 'file_too_large', 'too_many_pixels', 'low_resolution', 'no_face', 'upside_down']);
const KEYS = [...'123456789qwertyuiopasdfghjk']; // three rows of the keyboard

/** A few signs each, so that they are read at a glance.  @type {Record<string, string>} */
export const SHORT = {
  bad_format: '打不开',
  file_too_large: '文件过大',
  too_many_pixels: '像素过高',
  low_resolution: '像素过低',
  no_face: '没有人脸',
  upside_down: '没有正过来',
  multiple_faces: '多张人脸',
  not_frontal: '没正对镜头',
  head_tilted: '头部倾斜',
  eyes_closed: '眼没睁开',
  eyes_not_visible: '眼被遮挡',
  sunglasses: '戴墨镜',
  mouth_open: '嘴没闭合',
  face_occluded: '脸被遮挡',
  head_covered: '戴帽头饰',
  hair_over_brows: '头发盖眉',
  blurred: '照片模糊',
  motion_blurred: '晃动模糊',
  too_dark: '脸部过暗',
  too_bright: '脸部过亮',
  uneven_light: '光线不均',
  red_eye: '红眼',
  not_colour: '不是彩色',
  colour_cast: '偏色',
  noisy_or_overcompressed: '噪点压缩',
  not_a_real_photo: '翻拍',
  has_border: '带边框',
  background_not_plain: '背景杂乱',
  background_colour: '背景颜色',
  background_shadow: '背景人影',
  clothes_like_background: '衣色近背景',
  head_too_small: '人像太小',
  head_too_large: '人像太大',
  crown_margin: '头顶留白少',
  same_as_rejected: '驳回过的',
  same_as_other_person: '与他人相同',
  eye_line: '眼睛高度',
  off_centre: '人像不居中',
  shoulders_cut: '肩部不全',
  glasses_glare: '眼镜反光',
  glasses_tinted: '有色镜片',
  glasses_frame: '镜框挡眼',
  hair_over_face: '头发遮挡',
  ears_hidden: '耳朵没露',
  expression: '表情不自然',
  eyes_aside: '没有平视',
  shoulders_uneven: '高低肩',
  jewellery: '首饰',
  heavy_makeup: '妆容过浓',
  clothes_unsuitable: '衣着不符',
  retouched: '修图美颜',
  not_recent: '旧照片',
  ai_generated: '像 AI 生成',
  not_the_person: '不是本人',
  selfie_distorted: '自拍变形',
  oily_skin: '油光',
  standard_poor: '裁切不佳',
  other: '其他（留言）',
};

/** words: all of them stand in what the student would read, or in its short name.
 * @param {string[]} words */
export const fits =
  (words) =>
  (/** @type {Pick<ReasonRow, 'code' | 'message' | 'cure'>} */ { code, message, cure }) =>
    words.every((word) => [message, cure, SHORT[code] ?? ''].some((text) => text.includes(word)));

/** @param {ReasonRow} row */
const rank = ({ code, automatic, often }) => (often ? 0 : 1 + (automatic ? 1 : 0) + (UNSEEN.has(code) ? 1 : 0));

/** What this task sends back most comes first, then what a person must see for herself: {rows: in their order, keys:
 * {code: its key}}.  A key means the same whatever the picture is.
 * @param {ReasonRow[]} catalogue */
export function laidOut(catalogue) {
  const rows = [...catalogue].sort((one, other) => rank(one) - rank(other));
  return { rows, keys: Object.fromEntries(rows.slice(0, KEYS.length).map(({ code }, place) => [code, KEYS[place]])) };
}

/** @param {string[]} codes @param {string} code */
export const toggled = (codes, code) => (codes.includes(code) ? codes.filter((one) => one !== code) : [...codes, code]);

/** All of them, or none if all are there.  @param {string[]} codes @param {string[]} some */
export const toggledAll = (codes, some) =>
  some.every((code) => codes.includes(code))
    ? codes.filter((code) => !some.includes(code))
    : [...new Set([...codes, ...some])];
